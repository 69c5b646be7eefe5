// What does the team say of a new issue at once? Who does it, what it is about, for when.
import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { labelsQuery, milestonesQuery } from '../../api/issues.ts'
import { peopleQuery } from '../../api/projects.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Field, inputLook } from '../../components/Field.tsx'
import { LabelPill } from '../../components/LabelPill.tsx'
import { type Option, Picker } from '../../components/Picker.tsx'
import { dayName } from '../../times.ts'
import type { Form } from './form.ts'

type Props = {
  path: string
  form: Form
  change: (part: Partial<Form>) => void
  errors: Readonly<Record<string, string>>
}

export function Choices({ errors, ...props }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <Assignees {...props} error={errors.assignee_ids} />
      <Labels {...props} error={errors.labels} />
      <Milestone {...props} error={errors.milestone_id} />
      <Field label="Due date" error={errors.due_date}>
        {aria => (
          <input
            {...aria}
            type="date"
            value={props.form.dueDate}
            onChange={event => props.change({ dueDate: event.target.value })}
            className={`${inputLook} h-8`}
          />
        )}
      </Field>
    </div>
  )
}

type Part = Omit<Props, 'errors'> & { error: string | undefined }

function Assignees({ path, form: { assignees }, change, error }: Part) {
  const [search, setSearch] = useState('')
  const { data: found = [], isPending } = useQuery(peopleQuery(path, search))
  const people = [...assignees, ...found.filter(({ id }) => !assignees.some(one => one.id === id))]
  const shown = search === '' ? people : found
  const options = shown.map(({ id, name, username, avatar_url }) => ({
    id,
    label: name,
    hint: `@${username}`,
    mark: <Avatar name={name} url={avatar_url} size={20} />,
  }))
  return (
    <Choice
      label="Assignees"
      options={options}
      selected={assignees.map(({ id }) => id)}
      onSearch={setSearch}
      loading={isPending}
      error={error}
      onChange={ids =>
        change({
          assignees: people
            .filter(({ id }) => ids.includes(id))
            .map(({ id, name, username, avatar_url }) => ({ id, name, username, avatar_url })),
        })
      }
      none="Nobody"
    >
      {assignees.map(({ id, name, avatar_url }) => (
        <span key={id} className="flex min-w-0 items-center gap-1.5">
          <Avatar name={name} url={avatar_url} size={20} />
          <span dir="auto" className="truncate">
            {name}
          </span>
        </span>
      ))}
    </Choice>
  )
}

function Labels({ path, form: { labels }, change, error }: Part) {
  const { data: all = [], isPending } = useQuery(labelsQuery(path))
  const options = all.map(({ name, color }) => ({
    id: name,
    label: name,
    mark: (
      <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full" style={{ background: color }} />
    ),
  }))
  return (
    <Choice
      label="Labels"
      options={options}
      selected={labels}
      loading={isPending}
      error={error}
      onChange={names => change({ labels: names.map(String) })}
      none="None"
    >
      {all
        .filter(({ name }) => labels.includes(name))
        .map(({ id, name, color }) => (
          <LabelPill key={id} name={name} color={color} />
        ))}
    </Choice>
  )
}

function Milestone({ path, form: { milestoneId }, change, error }: Part) {
  const { data: all = [], isPending } = useQuery(milestonesQuery(path))
  const options = all
    .filter(({ state }) => state === 'active')
    .map(({ id, title, due_date }) => ({
      id,
      label: title,
      hint: due_date ? `due ${dayName(due_date)}` : undefined,
    }))
  const chosen = all.find(({ id }) => id === milestoneId)
  return (
    <Choice
      label="Milestone"
      options={options}
      selected={milestoneId === null ? [] : [milestoneId]}
      loading={isPending}
      error={error}
      single
      onChange={([id], { on }) => change({ milestoneId: on ? Number(id) : null })}
      none="None"
    >
      {chosen && (
        <span dir="auto" className="truncate">
          {chosen.title}
        </span>
      )}
    </Choice>
  )
}

type ChoiceProps = {
  label: string
  options: readonly Option[]
  selected: readonly (string | number)[]
  onChange: (selected: (string | number)[], pressed: { on: boolean }) => void
  onSearch?: (text: string) => void
  loading: boolean
  single?: boolean
  error: string | undefined
  /** Said where nothing is chosen. */
  none: string
  children: ReactNode
}

function Choice({ label, selected, error, none, children, ...picker }: ChoiceProps) {
  return (
    <Field label={label} error={error}>
      {aria => (
        <Picker
          {...picker}
          label={label}
          selected={selected}
          trigger={
            <button
              type="button"
              {...aria}
              className={`${inputLook} flex min-h-8 items-center gap-1.5 py-1 text-left hover:bg-hover`}
            >
              <span className="flex min-w-0 grow flex-wrap items-center gap-1.5">
                {selected.length === 0 ? <span className="text-faint">{none}</span> : children}
              </span>
              <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-faint" />
            </button>
          }
        />
      )}
    </Field>
  )
}
