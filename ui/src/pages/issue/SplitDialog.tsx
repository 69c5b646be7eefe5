// Does this note belong to a ticket of its own? Who wrote it becomes the requester there.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { splitNote } from '../../api/merging.ts'
import type { Note } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { useViewing } from './context.ts'
import { writerOf } from './items.ts'

export default function SplitDialog({ note, onClose }: { note: Note; onClose: () => void }) {
  const { path, iid } = useViewing()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [withLater, setWithLater] = useState(false)
  const [working, setWorking] = useState(false)
  const split = async (event: FormEvent) => {
    event.preventDefault()
    setWorking(true)
    try {
      const given = { ...(title.trim() === '' ? {} : { title }), with_later: withLater }
      const fresh = await splitNote(path, iid, note.id, given)
      onClose()
      tell(`Split off as #${fresh.iid}`)
      await client.invalidateQueries({ queryKey: ['issue', path, iid] })
      const params = { path: pathParam(path), iid: String(fresh.iid) }
      await navigate({ to: '/p/$path/issues/$iid', params })
    } catch (error) {
      tellError(error)
    } finally {
      setWorking(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Split off the note of ${writerOf(note)}`}
      description={
        note.external_author
          ? `It becomes a ticket of ${note.external_author}, with its files. Answers to that mail go to the new ticket. Nobody is mailed.`
          : 'It becomes an issue of its own, with its files. Nobody is mailed.'
      }
    >
      <form className="flex flex-col gap-4" onSubmit={event => void split(event)}>
        <TextField
          label="Title"
          help="Empty: the first line of the note"
          maxLength={255}
          value={title}
          onChange={event => setTitle(event.target.value)}
        />
        <Switch
          label="Take along what came after"
          help="All later notes; who wrote them by mail takes part there"
          checked={withLater}
          onChange={setWithLater}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={working}>
            {working ? 'Splitting…' : 'Split off'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
