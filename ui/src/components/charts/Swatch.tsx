// Which line is this? A short piece of it, with its colour and dash, beside the words.
import { cx } from '../cx.ts'
import { type Series, tones } from './tones.ts'

export function Swatch({ tone, dashed = false }: Pick<Series, 'tone' | 'dashed'>) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 8" className="inline-block h-2 w-4 shrink-0">
      <line
        x1={0}
        y1={4}
        x2={16}
        y2={4}
        strokeWidth={2}
        className={cx(tones[tone].stroke)}
        {...(dashed ? { strokeDasharray: '4 2' } : {})}
      />
    </svg>
  )
}
