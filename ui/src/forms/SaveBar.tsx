// Save, or take back what was changed? Two quiet buttons under a form; they wake up with the first change.
import type { ReactNode } from 'react'
import { useActions } from '../actions.ts'
import { Button } from '../components/Button.tsx'

type Props = {
  form: { dirty: boolean; saving: boolean; submit: () => void; discard: () => void }
  label?: string
  children?: ReactNode
}

export function SaveBar({ form, label = 'Save changes', children }: Props) {
  const { dirty, saving, submit, discard } = form
  useActions(
    dirty
      ? [
          {
            id: `save-${label}`,
            label,
            group: 'This page',
            keys: 'mod+s',
            everywhere: true,
            run: () => submit(),
          },
        ]
      : [],
  )
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-2">
      <Button type="submit" look="primary" disabled={!dirty || saving}>
        {saving ? 'Saving…' : label}
      </Button>
      {dirty && !saving && (
        <Button look="quiet" onClick={discard}>
          Discard
        </Button>
      )}
      {children}
    </div>
  )
}
