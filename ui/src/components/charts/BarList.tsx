// Which is more? Bars that lie, each with its name and its value beside it; nothing has to be pointed at to be read.
import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import { sayCount } from './scale.ts'
import { type Tone, tones } from './tones.ts'

export type Bar = {
  key: string
  /** Text, or a link with the class `barLink`. */
  name: ReactNode
  value: number
  /** What the value counts, for those who do not see the heading. */
  unit: string
  /** Further figures, quietly after the value. */
  note?: string | undefined
}

/** A link that makes its whole row the target. */
export const barLink =
  'truncate after:absolute after:inset-0 after:rounded-sm hover:underline focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent'

export function BarList({ bars, tone = 'accent' }: { bars: readonly Bar[]; tone?: Tone }) {
  const highest = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <ul className="-mx-1 flex flex-col">
      {bars.map(({ key, name, value, unit, note }) => (
        <li
          key={key}
          className="relative grid min-h-8 grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-3 rounded-sm text-sm has-[a:hover]:bg-hover"
        >
          <span className="flex min-w-0 items-center gap-2 pl-1">{name}</span>
          <span className="flex min-w-0 items-center gap-2">
            <BarShape share={value / highest} tone={tone} />
            <span className="tabular shrink-0 font-medium">
              {sayCount(value)}
              <span className="sr-only"> {unit}</span>
            </span>
            {note && <span className="tabular shrink-0 text-faint text-xs">{note}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** A quarter of the row is kept for the figures at the bar's end. */
function BarShape({ share, tone }: { share: number; tone: Tone }) {
  return (
    <svg
      aria-hidden="true"
      className="h-3 min-w-0.5"
      preserveAspectRatio="none"
      viewBox="0 0 1 1"
      style={{ width: `${share * 55}%` }}
    >
      <rect width={1} height={1} className={cx(tones[tone].fill)} />
    </svg>
  )
}
