// Which one of a few, each with what it means? Radio buttons, which need no opening.
import type { ReactNode } from 'react'
import { useId } from 'react'

type Props<T extends string> = {
  label: string
  help?: ReactNode
  value: T
  choices: readonly (readonly [value: T, label: string, help?: string])[]
  disabled?: boolean
  onChange: (value: T) => void
}

export function Choice<T extends string>({ label, help, value, choices, disabled, onChange }: Props<T>) {
  const id = useId()
  return (
    <fieldset
      className="flex flex-col gap-3"
      disabled={disabled}
      aria-describedby={help ? `${id}-help` : undefined}
    >
      <legend className="contents font-medium text-sm">{label}</legend>
      {help && (
        <p id={`${id}-help`} className="-mt-2 text-faint text-xs">
          {help}
        </p>
      )}
      {choices.map(([choice, words, about]) => (
        <div key={choice} className="flex items-start gap-2.5 text-sm">
          <input
            type="radio"
            id={`${id}-${choice}`}
            name={id}
            checked={choice === value}
            aria-describedby={about ? `${id}-${choice}-about` : undefined}
            onChange={() => onChange(choice)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <div className="flex flex-col">
            <label htmlFor={`${id}-${choice}`}>{words}</label>
            {about && (
              <span id={`${id}-${choice}-about`} className="text-faint text-xs">
                {about}
              </span>
            )}
          </div>
        </div>
      ))}
    </fieldset>
  )
}
