// What does one press? Three looks of one button, with its key in the tooltip.
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Tip } from './Tip.tsx'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong disabled:opacity-50',
  plain: 'border border-line bg-canvas text-ink hover:bg-hover disabled:text-faint',
  quiet: 'text-muted hover:bg-hover hover:text-ink disabled:text-faint',
  danger: 'border border-line text-bad hover:bg-bad-soft disabled:text-faint',
}

type Props = ComponentProps<'button'> & { look?: Look; small?: boolean }

export function Button({ look = 'plain', small = false, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(
        'inline-flex select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium',
        small ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm',
        looks[look],
        className,
      )}
    />
  )
}

type IconProps = Props & { label: string; keys?: string; children?: ReactNode }

/** A button that shows a picture only: `label` says it to screen readers and in the tooltip. */
export function IconButton({ label, keys, look = 'quiet', small = false, className, ...rest }: IconProps) {
  return (
    <Tip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md',
          small ? 'size-6' : 'size-8',
          looks[look],
          className,
        )}
      />
    </Tip>
  )
}
