// How is a description or note changed? In the same editor, saved or given up; a failed save loses nothing.
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { Button } from '../components/Button.tsx'
import { isUploading } from '../components/Editor/useFiles.ts'
import { Tip } from '../components/Tip.tsx'
import { ProjectEditor } from './ProjectEditor.tsx'

type Props = {
  path: string
  initial: string
  /** Rejects with why it could not be saved; the form stays open then. */
  onSave: (text: string) => Promise<unknown>
  onCancel: () => void
  /** What is changed: "Description". */
  label?: string
  /** A note or description may be empty or not. */
  mayBeEmpty?: boolean
}

export function EditForm({ path, initial, onSave, onCancel, label = 'Note', mayBeEmpty = false }: Props) {
  const [text, setText] = useState(initial)
  const [saving, setSaving] = useState(false)
  const [error, setError] = useState<string>()
  const ready = !saving && !isUploading(text) && (mayBeEmpty || text.trim() !== '')
  const save = async () => {
    if (!ready) return
    if (text === initial) return onCancel()
    setSaving(true)
    setError(undefined)
    try {
      await onSave(text)
    } catch (failure) {
      setError(said(failure))
    } finally {
      setSaving(false)
    }
  }
  const press = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && mod) void save()
    else if (event.key === 'Escape' && text === initial) onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <form aria-label={`Edit ${label.toLowerCase()}`} onSubmit={submit} onKeyDown={press}>
      <ProjectEditor
        path={path}
        label={label}
        value={text}
        onChange={setText}
        error={error}
        readOnly={saving}
        autoFocus
      >
        <Button small look="quiet" onClick={onCancel} disabled={saving}>
          Cancel
        </Button>
        <Tip text="Save" keys="mod+enter">
          <Button small look="primary" type="submit" disabled={!ready}>
            {saving ? 'Saving…' : 'Save'}
          </Button>
        </Tip>
      </ProjectEditor>
    </form>
  )
}

function said(failure: unknown): string {
  if (failure instanceof ApiError) return failure.message
  console.error(failure)
  return 'It could not be saved. Nothing is lost; try again.'
}
