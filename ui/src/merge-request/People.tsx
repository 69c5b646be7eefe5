// Who of the project, in a form or beside a merge request? A list that is searched by typing.
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { peopleQuery } from '../api/projects.ts'
import type { UserBasic } from '../api/types.ts'
import { Avatar } from '../components/Avatar.tsx'
import { Picker } from '../components/Picker.tsx'

export type Somebody = Pick<UserBasic, 'id' | 'name' | 'username' | 'avatar_url'>

type Props = {
  path: string
  label: string
  chosen: readonly Somebody[]
  onChange: (people: Somebody[]) => void
  trigger: ReactElement<Record<string, unknown>>
}

export function PeoplePicker({ path, label, chosen, onChange, trigger }: Props) {
  const [search, setSearch] = useState('')
  const { data: found = [], isPending } = useQuery(peopleQuery(path, search))
  const people: Somebody[] = [...chosen, ...found.filter(({ id }) => !chosen.some(one => one.id === id))]
  const shown = search === '' ? people : found
  return (
    <Picker
      label={label}
      options={shown.map(({ id, name, username, avatar_url }) => ({
        id,
        label: name,
        hint: `@${username}`,
        mark: <Avatar name={name} url={avatar_url} size={20} />,
      }))}
      selected={chosen.map(({ id }) => id)}
      onSearch={setSearch}
      loading={isPending}
      onChange={ids => onChange(people.filter(({ id }) => ids.includes(id)))}
      trigger={trigger}
    />
  )
}

export const Names = ({ people, none }: { people: readonly Somebody[]; none: string }) =>
  people.length === 0 ? (
    <span className="text-faint text-sm">{none}</span>
  ) : (
    people.map(({ id, name, avatar_url }) => (
      <span key={id} className="flex min-w-0 items-center gap-1.5 text-sm">
        <Avatar name={name} url={avatar_url} size={20} />
        <span dir="auto" className="truncate">
          {name}
        </span>
      </span>
    ))
  )
