// Which one of a few? The browser's own list, which every keyboard and screen reader knows.
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Field, inputLook } from './Field.tsx'

type Props<T extends string> = {
  label: string
  name?: string
  help?: ReactNode
  error?: string | undefined
  hideLabel?: boolean
  value: T
  choices: readonly (readonly [value: T, label: string])[]
  disabled?: boolean
  onChange: (value: T) => void
}

export function SelectField<T extends string>(props: Props<T>) {
  const { label, help, error, hideLabel = false, choices, onChange, ...rest } = props
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel}>
      {aria => (
        <span className="relative flex">
          <select
            {...aria}
            {...rest}
            onChange={({ target }) => onChange(target.value as T)}
            className={cx(inputLook, 'h-8 appearance-none pr-8')}
          >
            {choices.map(([value, said]) => (
              <option key={value} value={value}>
                {said}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden="true"
            className="pointer-events-none absolute top-2 right-2.5 size-4 text-faint"
          />
        </span>
      )}
    </Field>
  )
}
