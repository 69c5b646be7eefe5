// How does a branch or a tag begin? With a name, at a branch, tag or commit that is there.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addBranch, addTag } from '../../api/repository.ts'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextArea, TextField } from '../../components/Field.tsx'
import { tell, tellError } from '../../toasts.ts'

type Kind = 'branch' | 'tag'
type Props = { kind: Kind; path: string; base: string; open: boolean; onClose: () => void }

/** `field`: the one that the API names when it refuses the name. */
const words = {
  branch: { title: 'New branch', at: 'Begins at', make: 'Make branch', field: 'branch' },
  tag: { title: 'New tag', at: 'Marks', make: 'Make tag', field: 'tag_name' },
} as const

export function NewRef({ kind, path, base, open, onClose }: Props) {
  return (
    <Dialog open={open} onOpenChange={next => next || onClose()} title={words[kind].title}>
      {open && <Form kind={kind} path={path} base={base} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ kind, path, base, onClose }: Omit<Props, 'open'>) {
  const client = useQueryClient()
  const [typed, setName] = useState('')
  const [ref, setRef] = useState(base)
  const [message, setMessage] = useState('')
  const [wrong, setWrong] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const { at, make, field } = words[kind]
  const name = typed.trim()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setWrong(undefined)
    try {
      await (kind === 'tag' ? addTag(path, name, ref, message.trim()) : addBranch(path, name, ref))
      tell(`The ${kind} ${name} is there.`)
      onClose()
      await client.invalidateQueries({ queryKey: ['code', path] })
    } catch (error) {
      if (error instanceof ApiError) setWrong(error.fields[field] ?? error.message)
      else tellError(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        error={wrong}
        onChange={event => setName(event.target.value)}
      />
      <div className="flex flex-col items-start gap-1">
        <span className="font-medium text-sm">{at}</span>
        <RefPicker path={path} value={ref} onChange={setRef} label={at} />
      </div>
      {kind === 'tag' && <Message value={message} onChange={setMessage} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={busy || name === ''}>
          {make}
        </Button>
      </div>
    </form>
  )
}

const Message = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <TextArea
    label="Message"
    dir="auto"
    rows={3}
    value={value}
    onChange={event => onChange(event.target.value)}
    help="Not needed. With one, git keeps who made the tag and when."
    className="resize-y"
  />
)
