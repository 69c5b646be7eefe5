// Who is to belong to it, as what, and until when?
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addMember, peopleToAddQuery } from '../../api/members.ts'
import type { UserBasic } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { Picker } from '../../components/Picker.tsx'
import { SelectField } from '../../components/SelectField.tsx'
import type { Place } from '../../places/usePlace.ts'
import { tell } from '../../toasts.ts'
import { choicesUpTo } from './levels.ts'

type Props = { place: Place; open: boolean; onClose: () => void }

export function AddDialog({ place, open, onClose }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={next => !next && onClose()}
      title="Add a member"
      description="An administrator makes accounts; here people get into the project or group."
    >
      {open && <Form place={place} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ place, onClose }: Omit<Props, 'open'>) {
  const client = useQueryClient()
  const [person, setPerson] = useState<UserBasic | null>(null)
  const [level, setLevel] = useState('20')
  const [until, setUntil] = useState('')
  const [error, setError] = useState('')
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (person === null) return setError('Choose somebody.')
    try {
      await addMember(place.at, person.id, { access_level: Number(level), expires_at: until || null })
      tell(`${person.name} belongs to it now.`)
      onClose()
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : 'That did not work.')
    }
    await client.invalidateQueries({ queryKey: ['members', place.at] })
  }
  return (
    <form onSubmit={add} noValidate className="flex flex-col gap-4">
      <Who person={person} onChange={setPerson} />
      <SelectField label="Role" value={level} choices={choicesUpTo(place.level)} onChange={setLevel} />
      <TextField
        label="Last day"
        type="date"
        help="Empty: no end."
        value={until}
        onChange={event => setUntil(event.currentTarget.value)}
      />
      {error && (
        <p role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary">
          Add
        </Button>
      </div>
    </form>
  )
}

function Who({ person, onChange }: { person: UserBasic | null; onChange: (person: UserBasic) => void }) {
  const [search, setSearch] = useState('')
  const { data = [], isFetching } = useQuery({
    ...peopleToAddQuery(search.trim()),
    placeholderData: keepPreviousData,
  })
  return (
    <Picker
      single
      label="Who"
      options={data.map(({ id, name, username, avatar_url: url }) => ({
        id,
        label: name,
        hint: `@${username}`,
        mark: <Avatar name={name} url={url} size={20} />,
      }))}
      selected={person ? [person.id] : []}
      loading={isFetching}
      onSearch={setSearch}
      onChange={([id]) => {
        const found = data.find(one => one.id === id)
        if (found) onChange(found)
      }}
      trigger={
        <Button className="justify-start">
          {person ? (
            <Avatar name={person.name} url={person.avatar_url} size={20} />
          ) : (
            <UserPlus aria-hidden="true" className="size-4 text-faint" />
          )}
          {person ? `${person.name} @${person.username}` : 'Choose a person…'}
        </Button>
      }
    />
  )
}
