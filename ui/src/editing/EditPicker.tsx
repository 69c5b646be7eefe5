// Who, which labels, which milestone? One list, opened at a row or at the bar of the chosen rows.
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { type IssueRow, labelsQuery, milestonesQuery } from '../api/issues.ts'
import { peopleQuery } from '../api/projects.ts'
import { Avatar } from '../components/Avatar.tsx'
import { Picker } from '../components/Picker.tsx'
import { dayName } from '../times.ts'
import { assigneeEdit, type Edit, labelEdit, milestoneEdit } from './edits.ts'

export type What = 'assign' | 'label' | 'milestone'

type Props = {
  what: What
  path: string
  rows: readonly IssueRow[]
  edit: (edit: Edit) => void
  trigger?: ReactElement<Record<string, unknown>>
  anchor?: Element | null
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export function EditPicker({ what, ...rest }: Props) {
  if (what === 'assign') return <People {...rest} />
  return what === 'label' ? <Labels {...rest} /> : <Milestones {...rest} />
}

type Inner = Omit<Props, 'what'>

/** What all rows have, and what some of them have. */
function shared(rows: readonly IssueRow[], idsOf: (row: IssueRow) => readonly number[]) {
  const counts = new Map<number, number>()
  for (const row of rows) for (const id of idsOf(row)) counts.set(id, (counts.get(id) ?? 0) + 1)
  const having = (all: boolean) =>
    [...counts].filter(([, count]) => (count === rows.length) === all).map(([id]) => id)
  return { selected: having(true), partly: having(false) }
}

function Labels({ path, rows, edit, ...where }: Inner) {
  const { data = [], isPending } = useQuery(labelsQuery(path))
  return (
    <Picker
      {...where}
      {...shared(rows, row => row.labels.map(({ id }) => id))}
      label="Labels"
      loading={isPending}
      options={data.map(({ id, name, color }) => ({
        id,
        label: name,
        mark: (
          <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: color }} />
        ),
      }))}
      onChange={(_, { id, on }) => {
        const label = data.find(one => one.id === id)
        if (label) edit(labelEdit(rows, label, on))
      }}
    />
  )
}

function People({ path, rows, edit, ...where }: Inner) {
  const [search, setSearch] = useState('')
  const { data = [], isPending } = useQuery({ ...peopleQuery(path, search), placeholderData: old => old })
  return (
    <Picker
      {...where}
      {...shared(rows, row => row.assignees.map(({ id }) => id))}
      label="Assignees"
      loading={isPending}
      onSearch={setSearch}
      options={data.map(({ id, name, username, avatar_url }) => ({
        id,
        label: name,
        hint: `@${username}`,
        mark: <Avatar name={name} url={avatar_url} size={20} />,
      }))}
      onChange={(_, { id, on }) => {
        const person = data.find(one => one.id === id)
        if (person) edit(assigneeEdit(rows, person, on))
      }}
    />
  )
}

const noMilestone = 0

function Milestones({ path, rows, edit, ...where }: Inner) {
  const { data = [], isPending } = useQuery(milestonesQuery(path))
  const active = data.filter(({ state }) => state === 'active')
  return (
    <Picker
      {...where}
      {...shared(rows, ({ milestone }) => [milestone?.id ?? noMilestone])}
      label="Milestone"
      single
      loading={isPending}
      options={[
        { id: noMilestone, label: 'No milestone' },
        ...active.map(({ id, title, due_date }) => ({
          id,
          label: title,
          hint: due_date ? dayName(due_date) : undefined,
        })),
      ]}
      onChange={(_, { id }) => edit(milestoneEdit(rows, active.find(one => one.id === id) ?? null))}
    />
  )
}
