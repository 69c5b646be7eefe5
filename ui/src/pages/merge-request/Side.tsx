// Who looks after it, who reviews it, and what does it belong to?
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { labelsQuery, milestonesQuery } from '../../api/issues.ts'
import type { MergeRequestDetails } from '../../api/merge-requests.ts'
import { Button } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { LabelPill } from '../../components/LabelPill.tsx'
import { Picker } from '../../components/Picker.tsx'
import { Names, PeoplePicker } from '../../merge-request/People.tsx'
import { useChange } from './useChange.ts'

type Props = { path: string; row: MergeRequestDetails }

export function Side({ path, row }: Props) {
  return (
    <aside aria-label="Details" className="flex flex-col gap-4 text-sm">
      <People path={path} row={row} label="Assignees" people={row.assignees} field="assignee_ids" />
      <People path={path} row={row} label="Reviewers" people={row.reviewers} field="reviewer_ids" />
      <Labels path={path} row={row} />
      <Milestone path={path} row={row} />
      <Part title="Reference">
        <span className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 truncate text-muted">{row.references.full}</code>
          <Copy text={row.references.full} label="Copy the reference" />
        </span>
      </Part>
    </aside>
  )
}

const Part = ({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-1">
    <div className="flex min-h-6 items-center justify-between gap-2">
      <h2 className="font-medium text-muted text-xs">{title}</h2>
      {action}
    </div>
    {children}
  </section>
)

/** The picker gives it what opens it. */
const Edit = ({ what, ...rest }: { what: string } & Record<string, unknown>) => (
  <Button {...rest} small look="quiet" className="-mr-1.5 h-6! px-1.5!" aria-label={`Edit ${what}`}>
    Edit
  </Button>
)

type PeopleProps = Props & {
  label: string
  people: MergeRequestDetails['assignees']
  field: 'assignee_ids' | 'reviewer_ids'
}

function People({ path, row, label, people, field }: PeopleProps) {
  const { change } = useChange(path, row.iid)
  return (
    <Part
      title={label}
      action={
        row.user.can_update && (
          <PeoplePicker
            path={path}
            label={label}
            chosen={people}
            onChange={chosen => void change({ [field]: chosen.map(({ id }) => id) })}
            trigger={<Edit what={label.toLowerCase()} />}
          />
        )
      }
    >
      <Names people={people} none="Nobody" />
    </Part>
  )
}

function Labels({ path, row }: Props) {
  const { change } = useChange(path, row.iid)
  const { data: all = [], isPending } = useQuery({ ...labelsQuery(path), enabled: row.user.can_update })
  return (
    <Part
      title="Labels"
      action={
        row.user.can_update && (
          <Picker
            label="Labels"
            options={all.map(({ name, color }) => ({
              id: name,
              label: name,
              mark: (
                <span
                  aria-hidden="true"
                  className="size-2.5 shrink-0 rounded-full"
                  style={{ background: color }}
                />
              ),
            }))}
            selected={row.labels.map(({ name }) => name)}
            loading={isPending}
            onChange={names => void change({ labels: names.map(String) })}
            trigger={<Edit what="labels" />}
          />
        )
      }
    >
      {row.labels.length === 0 ? (
        <span className="text-faint">None</span>
      ) : (
        <span className="flex flex-wrap gap-1">
          {row.labels.map(({ id, name, color }) => (
            <LabelPill key={id} name={name} color={color} />
          ))}
        </span>
      )}
    </Part>
  )
}

function Milestone({ path, row }: Props) {
  const { change } = useChange(path, row.iid)
  const { data: all = [], isPending } = useQuery({ ...milestonesQuery(path), enabled: row.user.can_update })
  return (
    <Part
      title="Milestone"
      action={
        row.user.can_update && (
          <Picker
            label="Milestone"
            single
            options={all
              .filter(({ state }) => state === 'active')
              .map(({ id, title }) => ({ id, label: title }))}
            selected={row.milestone ? [row.milestone.id] : []}
            loading={isPending}
            onChange={(_, { id, on }) => void change({ milestone_id: on ? Number(id) : 0 })}
            trigger={<Edit what="milestone" />}
          />
        )
      }
    >
      {row.milestone ? <bdi>{row.milestone.title}</bdi> : <span className="text-faint">None</span>}
    </Part>
  )
}
