// Who is it, at a glance? A picture, or the initials on a colour that stays the person's own.
import { cx } from './cx.ts'

type Props = { name: string; url?: string | null; size?: 16 | 20 | 24 | 32; className?: string }

const sizes = {
  16: 'size-4 text-[8px]',
  20: 'size-5 text-[9px]',
  24: 'size-6 text-[10px]',
  32: 'size-8 text-xs',
}
const colours = [
  'bg-[oklch(0.5_0.13_20)]',
  'bg-[oklch(0.5_0.11_60)]',
  'bg-[oklch(0.48_0.11_150)]',
  'bg-[oklch(0.48_0.1_210)]',
  'bg-[oklch(0.5_0.16_265)]',
  'bg-[oklch(0.5_0.16_310)]',
]

export function Avatar({ name, url, size = 20, className }: Props) {
  const shared = cx(
    'inline-flex shrink-0 select-none items-center justify-center rounded-full',
    sizes[size],
    className,
  )
  if (url) return <img src={url} alt="" className={cx(shared, 'object-cover')} />
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden="true"
      className={cx(shared, 'font-semibold text-white', colours[sum % colours.length])}
    >
      {initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(word => /\p{L}|\p{N}/u.test(word))
  const [first = name, last] = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ([...first][0] ?? '?').toUpperCase() + (last ? ([...last][0] ?? '').toUpperCase() : '')
}
