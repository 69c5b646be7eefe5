// Which one of these few? All of them are seen, and the chosen one stands out.
import { cx } from './cx.ts'

type Props<T extends string> = {
  /** What is chosen: "State". */
  label: string
  choices: readonly (readonly [T, string])[]
  chosen: T
  choose: (one: T) => void
}

export const Pills = <T extends string>({ label, choices, chosen, choose }: Props<T>) => (
  <fieldset className="flex flex-wrap gap-1">
    <legend className="sr-only">{label}</legend>
    {choices.map(([value, said]) => (
      <button
        key={value}
        type="button"
        aria-pressed={value === chosen}
        onClick={() => choose(value)}
        className={cx(
          'h-7 rounded-full border px-3 text-xs',
          value === chosen
            ? 'border-accent bg-accent-soft font-medium text-accent-strong'
            : 'border-line text-muted hover:bg-hover hover:text-ink',
        )}
      >
        {said}
      </button>
    ))}
  </fieldset>
)
