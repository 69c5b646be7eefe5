// What is a form of settings? Its fields under each other, with the buttons to save at its foot.
import type { FormEvent, ReactNode, RefObject } from 'react'
import { SaveBar } from './SaveBar.tsx'

type Props = {
  form: {
    element: RefObject<HTMLFormElement | null>
    dirty: boolean
    saving: boolean
    submit: (event?: FormEvent) => void
    discard: () => void
  }
  /** Names the form to screen readers. */
  label: string
  /** What the button says. */
  save?: string
  children: ReactNode
}

export function SettingsForm({ form, label, save, children }: Props) {
  return (
    <form
      ref={form.element}
      onSubmit={form.submit}
      // The desk says what is wrong, in its own words and at the field.
      noValidate
      aria-label={label}
      className="flex max-w-130 flex-col gap-5"
    >
      {children}
      <SaveBar form={form} {...(save === undefined ? {} : { label: save })} />
    </form>
  )
}
