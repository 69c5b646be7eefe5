// Which one of many, in a form? A field that opens a list to search in.
import { ChevronDown } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Field, inputLook } from './Field.tsx'
import { Picker } from './Picker.tsx'

type Props = Pick<
  ComponentProps<typeof Picker>,
  'options' | 'selected' | 'onChange' | 'onSearch' | 'loading'
> & {
  label: string
  help?: ReactNode
  error?: string | undefined
  disabled?: boolean
  /** What is chosen, in words. */
  chosen: string
  /** What is chosen stands for nothing in particular: said quietly. */
  quiet?: boolean
}

export function PickerField({
  label,
  help,
  error,
  disabled = false,
  chosen,
  quiet = false,
  ...picker
}: Props) {
  return (
    <Field label={label} help={help} error={error}>
      {aria => (
        <Picker
          {...picker}
          label={label}
          single
          trigger={
            <button
              type="button"
              {...aria}
              disabled={disabled}
              aria-label={`${label}: ${chosen}`}
              className={`${inputLook} flex h-8 items-center gap-1.5 text-left enabled:hover:bg-hover`}
            >
              <span dir="auto" className={`min-w-0 grow truncate ${quiet ? 'text-faint' : ''}`}>
                {chosen}
              </span>
              <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-faint" />
            </button>
          }
        />
      )}
    </Field>
  )
}
