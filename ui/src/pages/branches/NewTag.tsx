// How is a commit marked for good? With a name, and the words that tell why.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addTag } from '../../api/repository.ts'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextArea, TextField } from '../../components/Field.tsx'
import { tell, tellError } from '../../toasts.ts'

type Props = { path: string; base: string; open: boolean; onClose: () => void }

export function NewTag({ path, base, open, onClose }: Props) {
  return (
    <Dialog open={open} onOpenChange={next => next || onClose()} title="New tag">
      {open && <Form path={path} base={base} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ path, base, onClose }: Omit<Props, 'open'>) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [ref, setRef] = useState(base)
  const [message, setMessage] = useState('')
  const [wrong, setWrong] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const make = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setWrong(undefined)
    try {
      await addTag(path, name.trim(), ref, message.trim())
      tell(`The tag ${name.trim()} is there.`)
      onClose()
      await client.invalidateQueries({ queryKey: ['code', path] })
    } catch (error) {
      if (error instanceof ApiError) setWrong(error.fields.tag_name ?? error.message)
      else tellError(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={make} noValidate className="flex flex-col gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={name}
        error={wrong}
        onChange={event => setName(event.target.value)}
      />
      <div className="flex flex-col items-start gap-1">
        <span className="font-medium text-sm">Marks</span>
        <RefPicker path={path} value={ref} onChange={setRef} label="Marks" />
      </div>
      <TextArea
        label="Message"
        dir="auto"
        rows={3}
        value={message}
        onChange={event => setMessage(event.target.value)}
        help="Not needed. With one, git keeps who made the tag and when."
        className="resize-y"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={busy || name.trim() === ''}>
          Make tag
        </Button>
      </div>
    </form>
  )
}
