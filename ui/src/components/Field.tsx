// How is something asked for? Label above, help below, and what is wrong right where it is wrong.
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export const inputLook =
  'w-full rounded-md border border-edge bg-canvas px-2.5 text-base text-ink aria-invalid:border-bad disabled:opacity-60'

type Shared = { label: string; help?: ReactNode; error?: string | undefined; hideLabel?: boolean }

/** The frame of a field; `children` gets the ids that tie input, help and error together. */
export function Field({
  label,
  help,
  error,
  hideLabel = false,
  children,
}: Shared & {
  children: (aria: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': boolean
  }) => ReactNode
}) {
  const id = useId()
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium text-sm'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error !== undefined })}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
      {help && (
        <div id={`${id}-help`} className="text-faint text-xs">
          {help}
        </div>
      )}
    </div>
  )
}

export function TextField({
  label,
  help,
  error,
  hideLabel = false,
  className,
  ...rest
}: Shared & ComponentProps<'input'>) {
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel}>
      {aria => <input {...aria} {...rest} className={cx(inputLook, 'h-8', className)} />}
    </Field>
  )
}

export function TextArea({
  label,
  help,
  error,
  hideLabel = false,
  className,
  ...rest
}: Shared & ComponentProps<'textarea'>) {
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel}>
      {aria => <textarea {...aria} {...rest} className={cx(inputLook, 'py-1.5', className)} />}
    </Field>
  )
}
