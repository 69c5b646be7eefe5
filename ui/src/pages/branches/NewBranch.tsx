// How does a branch begin? With a name, at another one.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addBranch } from '../../api/repository.ts'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { tell, tellError } from '../../toasts.ts'

type Props = { path: string; base: string; open: boolean; onClose: () => void }

export function NewBranch({ path, base, open, onClose }: Props) {
  return (
    <Dialog open={open} onOpenChange={next => next || onClose()} title="New branch">
      {open && <Form path={path} base={base} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ path, base, onClose }: Omit<Props, 'open'>) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [ref, setRef] = useState(base)
  const [wrong, setWrong] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const make = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setWrong(undefined)
    try {
      await addBranch(path, name.trim(), ref)
      tell(`The branch ${name.trim()} is there.`)
      onClose()
      await client.invalidateQueries({ queryKey: ['code', path] })
    } catch (error) {
      if (error instanceof ApiError) setWrong(error.fields.branch ?? error.message)
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
        <span className="font-medium text-sm">Begins at</span>
        <RefPicker path={path} value={ref} onChange={setRef} label="Begins at" />
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={busy || name.trim() === ''}>
          Make branch
        </Button>
      </div>
    </form>
  )
}
