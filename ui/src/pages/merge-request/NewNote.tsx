// What is there to say of it as a whole?
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addNote, beginDiscussion } from '../../api/merge-requests.ts'
import { Button } from '../../components/Button.tsx'
import { isUploading } from '../../components/Editor/useFiles.ts'
import { Tip } from '../../components/Tip.tsx'
import { tellError } from '../../toasts.ts'
import { ProjectEditor } from '../../writing/ProjectEditor.tsx'
import { useChange } from './useChange.ts'

export function NewNote({ path, iid }: { path: string; iid: number }) {
  const { again } = useChange(path, iid)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | undefined>()
  const ready = !busy && text.trim() !== '' && !isUploading(text)
  const send = async (work: () => Promise<unknown>) => {
    if (!ready) return
    setBusy(true)
    setWrong(undefined)
    try {
      await work()
      await again()
      setText('')
    } catch (error) {
      if (error instanceof ApiError) setWrong(error.message)
      else tellError(error)
    } finally {
      setBusy(false)
    }
  }
  const write = () => send(() => addNote(path, iid, text))
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void write()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void write()
  }
  return (
    <form aria-label="New note" onSubmit={submit} onKeyDown={press}>
      <ProjectEditor
        path={path}
        label="Note"
        value={text}
        onChange={setText}
        error={wrong}
        readOnly={busy}
        placeholder="Say something about the whole. Nobody outside the desk gets it."
      >
        <Button
          small
          disabled={!ready}
          onClick={() => void send(() => beginDiscussion(path, iid, { body: text }))}
        >
          Begin a discussion
        </Button>
        <Tip text="Write the note" keys="mod+enter">
          <Button small look="primary" type="submit" disabled={!ready}>
            Write
          </Button>
        </Tip>
      </ProjectEditor>
    </form>
  )
}
