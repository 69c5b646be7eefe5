// Whose, and with which labels? Each condition is a button that opens a list; what is chosen stands on it.
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { labelsQuery } from '../../api/issues.ts'
import { peopleQuery } from '../../api/projects.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { cx } from '../../components/cx.ts'
import { type Option, Picker } from '../../components/Picker.tsx'
import { type Filter, nobody, type Role, roles } from './filter.ts'

const words: Readonly<Record<Role, string>> = {
  author: 'Author',
  assignee: 'Assignee',
  reviewer: 'Reviewer',
}

type Props = { path: string; filter: Filter; change: (change: Partial<Filter>) => void }

export function Filters({ path, filter, change }: Props) {
  const { people, labels } = filter
  const isSet = Object.keys(people).length > 0 || labels.length > 0
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Filters</legend>
      {roles.map(role => (
        <Who
          key={role}
          path={path}
          role={role}
          chosen={people[role]}
          choose={who => {
            const { [role]: _, ...others } = people
            change({ people: who === undefined ? others : { ...others, [role]: who } })
          }}
        />
      ))}
      <Labels path={path} chosen={labels} choose={chosen => change({ labels: chosen })} />
      {isSet && (
        <Button small look="quiet" onClick={() => change({ people: {}, labels: [] })}>
          <X aria-hidden="true" className="size-3.5" />
          Clear filters
        </Button>
      )}
    </fieldset>
  )
}

const trigger = (label: string, said: string): ReactElement<Record<string, unknown>> => (
  <button
    type="button"
    aria-label={said ? `${label} is ${said}` : label}
    className={cx(
      'inline-flex h-7 min-w-0 max-w-60 items-center gap-1 rounded-full border px-3 text-xs',
      said
        ? 'border-accent bg-accent-soft font-medium text-accent-strong'
        : 'border-line text-muted hover:bg-hover hover:text-ink',
    )}
  >
    <span dir="auto" className="truncate">
      {said ? `${label}: ${said}` : label}
    </span>
    <ChevronDown aria-hidden="true" className="size-3.5 shrink-0" />
  </button>
)

type WhoProps = {
  path: string
  role: Role
  chosen: string | undefined
  choose: (who: string | undefined) => void
}

function Who({ path, role, chosen, choose }: WhoProps) {
  const [search, setSearch] = useState('')
  const { data = [], isPending } = useQuery(peopleQuery(path, search))
  const none: Option[] = role === 'author' || search !== '' ? [] : [{ id: nobody, label: 'Nobody' }]
  const people = data.map(({ username, name, avatar_url }) => ({
    id: username,
    label: name,
    hint: `@${username}`,
    mark: <Avatar name={name} url={avatar_url} size={20} />,
  }))
  const options = [...none, ...people]
  const said = chosen && (options.find(({ id }) => id === chosen)?.label ?? chosen)
  return (
    <Picker
      label={words[role]}
      single
      options={options}
      selected={chosen === undefined ? [] : [chosen]}
      onSearch={setSearch}
      loading={isPending}
      onChange={(_, { id, on }) => choose(on ? String(id) : undefined)}
      trigger={trigger(words[role], said ?? '')}
    />
  )
}

type LabelsProps = { path: string; chosen: readonly string[]; choose: (labels: string[]) => void }

function Labels({ path, chosen, choose }: LabelsProps) {
  const { data = [], isPending } = useQuery(labelsQuery(path))
  return (
    <Picker
      label="Labels"
      options={data.map(({ name, color }) => ({
        id: name,
        label: name,
        mark: (
          <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full" style={{ background: color }} />
        ),
      }))}
      selected={chosen}
      loading={isPending}
      onChange={names => choose(names.map(String))}
      trigger={trigger('Labels', chosen.join(', '))}
    />
  )
}
