// Who gets the public notes by mail? Added and removed here.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../../api/client.ts'
import { participantsQuery } from '../../../api/issues.ts'
import { addParticipants, removeParticipant } from '../../../api/participants.ts'
import type { Participant } from '../../../api/types.ts'
import { Button, IconButton } from '../../../components/Button.tsx'
import { TextField } from '../../../components/Field.tsx'
import { tell, tellError } from '../../../toasts.ts'
import { useViewing, type Whole } from '../context.ts'
import { Marks } from './Marks.tsx'
import { Section } from './Section.tsx'

export function Participants({ issue }: { issue: Whole }) {
  const { path, iid, isArchived } = useViewing()
  const { data: all = [], error } = useQuery(participantsQuery(path, iid))
  const [adding, setAdding] = useState(false)
  const takeOff = useTakeOff(path, iid)
  const requester = issue.service_desk_reply_to?.toLowerCase()
  return (
    <Section
      title="Participants by mail"
      action={
        !isArchived && (
          <IconButton
            small
            label="Add a participant"
            aria-expanded={adding}
            onClick={() => setAdding(!adding)}
          >
            <Plus aria-hidden="true" className="size-4" />
          </IconButton>
        )
      }
    >
      {error && <p className="text-bad text-xs">They could not be loaded.</p>}
      {all.length === 0 && !error && !adding && (
        <p className="text-faint text-xs">Nobody outside gets mail about this.</p>
      )}
      <ul className="flex flex-col gap-1">
        {all.map(one => (
          <li key={one.id}>
            <div className="flex min-h-6 items-center gap-1">
              <span className="flex min-w-0 grow flex-col">
                <span className="truncate text-sm" title={one.email}>
                  {one.email}
                </span>
                {one.email.toLowerCase() === requester ? (
                  <span className="text-faint text-xs">Requester</span>
                ) : (
                  <Marks participant={one} />
                )}
              </span>
              {!isArchived && (
                <IconButton small label={`Remove ${one.email}`} onClick={() => void takeOff(one)}>
                  <X aria-hidden="true" className="size-3.5" />
                </IconButton>
              )}
            </div>
          </li>
        ))}
      </ul>
      {adding && <AddForm path={path} iid={iid} onDone={() => setAdding(false)} />}
    </Section>
  )
}

/** Gone at once; taken back by adding the address again. */
function useTakeOff(path: string, iid: number) {
  const client = useQueryClient()
  const { queryKey } = participantsQuery(path, iid)
  return async (one: Participant) => {
    const before = client.getQueryData(queryKey)
    client.setQueryData(queryKey, all => all?.filter(({ id }) => id !== one.id))
    try {
      await removeParticipant(path, iid, one.id)
      tell(`${one.email} gets no more mail about this`, () => {
        void addParticipants(path, iid, [one.email])
          .catch(error => tellError(error))
          .finally(() => void client.invalidateQueries({ queryKey }))
      })
    } catch (error) {
      client.setQueryData(queryKey, before)
      tellError(error)
    }
    void client.invalidateQueries({ queryKey })
  }
}

function AddForm({ path, iid, onDone }: { path: string; iid: number; onDone: () => void }) {
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const [sending, setSending] = useState(false)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const emails = text.split(/[\s,;]+/).filter(Boolean)
    if (emails.length === 0) return setError('Write an address.')
    setSending(true)
    try {
      const added = await addParticipants(path, iid, emails)
      tell(`${added.map(({ email }) => email).join(', ')} now gets the public notes by mail`)
      await client.invalidateQueries({ queryKey: participantsQuery(path, iid).queryKey })
      onDone()
    } catch (failure) {
      setError(
        failure instanceof ApiError ? (failure.fields.emails ?? failure.message) : 'It could not be added.',
      )
    } finally {
      setSending(false)
    }
  }
  return (
    <form
      onSubmit={event => void add(event)}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onDone()
      }}
      className="flex flex-col gap-2"
      noValidate
    >
      <TextField
        label="Address"
        type="email"
        autoFocus
        multiple
        autoComplete="off"
        placeholder="name@company.example"
        value={text}
        error={error}
        onChange={event => {
          setText(event.target.value)
          setError(undefined)
        }}
      />
      <div className="flex gap-2">
        <Button small look="primary" type="submit" disabled={sending}>
          Add
        </Button>
        <Button small look="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
