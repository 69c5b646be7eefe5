// Who cares for it, what is it, until when? Each can be changed where it stands.
import { type ReactNode, useRef } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { inputLook } from '../../../components/Field.tsx'
import { LabelPill } from '../../../components/LabelPill.tsx'
import { Switch } from '../../../components/Switch.tsx'
import { Tip } from '../../../components/Tip.tsx'
import { EditPicker, type What } from '../../../editing/EditPicker.tsx'
import { confidentialEdit, dueEdit, type Edit } from '../../../editing/edits.ts'
import { dayName } from '../../../times.ts'
import { useViewing, type Whole } from '../context.ts'
import { Section } from './Section.tsx'

/** Which list is open. */
export type Picking = What

type Props = {
  issue: Whole
  edit: (edit: Edit) => void
  picking: Picking | null
  setPicking: (picking: Picking | null) => void
}

export function Fields(props: Props) {
  const { issue } = props
  return (
    <>
      <Picked {...props} what="assign" title="Assignees" keys="a">
        {issue.assignees.length === 0 ? <None>Nobody</None> : <People people={issue.assignees} />}
      </Picked>
      <Picked {...props} what="label" title="Labels" keys="l">
        {issue.labels.length === 0 ? (
          <None>None</None>
        ) : (
          <ul className="flex flex-wrap gap-1">
            {issue.labels.map(({ id, name, color }) => (
              <li key={id} className="max-w-full">
                <LabelPill name={name} color={color} />
              </li>
            ))}
          </ul>
        )}
      </Picked>
      <Picked {...props} what="milestone" title="Milestone" keys="m">
        {issue.milestone === null ? (
          <None>None</None>
        ) : (
          <bdi className="text-sm">{issue.milestone.title}</bdi>
        )}
      </Picked>
      <Due {...props} />
      <Confidential {...props} />
    </>
  )
}

const None = ({ children }: { children: ReactNode }) => <p className="text-faint text-sm">{children}</p>

const People = ({ people }: { people: Whole['assignees'] }) => (
  <ul className="flex flex-col gap-1">
    {people.map(({ id, name, username, avatar_url }) => (
      <li key={id} className="flex min-w-0 items-center gap-2 text-sm">
        <Avatar name={name} url={avatar_url} size={20} />
        <bdi className="truncate">{name}</bdi>
        <span className="truncate text-faint text-xs">@{username}</span>
      </li>
    ))}
  </ul>
)

type PickedProps = Props & { what: What; title: string; keys: string; children: ReactNode }

function Picked({ issue, edit, picking, setPicking, what, title, keys, children }: PickedProps) {
  const { path, isTeam, isArchived } = useViewing()
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Section
      title={title}
      action={
        isTeam &&
        !isArchived && (
          <Tip text={`Edit ${title.toLowerCase()}`} keys={keys} disabled={picking === what}>
            <Button
              ref={button}
              small
              look="quiet"
              className="-mr-1.5 h-6! px-1.5!"
              aria-haspopup="listbox"
              aria-expanded={picking === what}
              aria-label={`Edit ${title.toLowerCase()}`}
              onClick={() => setPicking(picking === what ? null : what)}
            >
              Edit
            </Button>
          </Tip>
        )
      }
    >
      {children}
      {/* Made when it is asked for: three lists that nobody opens would cost more than the whole thread. */}
      {picking === what && (
        <EditPicker
          what={what}
          path={path}
          rows={[issue]}
          edit={edit}
          anchor={button.current}
          open
          onOpenChange={open => setPicking(open ? what : null)}
        />
      )}
    </Section>
  )
}

function Due({ issue, edit }: Props) {
  const { isTeam, isArchived } = useViewing()
  const overdue =
    issue.state === 'opened' &&
    issue.due_date !== null &&
    issue.due_date < new Date().toISOString().slice(0, 10)
  return (
    <Section
      title="Due date"
      action={
        isTeam &&
        !isArchived &&
        issue.due_date !== null && (
          <Button
            small
            look="quiet"
            className="-mr-1.5 h-6! px-1.5!"
            onClick={() => edit(dueEdit(issue, null))}
          >
            Remove
          </Button>
        )
      }
    >
      {isTeam && !isArchived ? (
        <input
          type="date"
          aria-label="Due date"
          value={issue.due_date ?? ''}
          // A year that is being typed is a date for a moment; the desk is asked when it can be meant.
          onChange={event => {
            const { value } = event.target
            if (value > '1900') edit(dueEdit(issue, value))
          }}
          className={`${inputLook} h-8 max-w-44`}
        />
      ) : issue.due_date === null ? (
        <None>None</None>
      ) : (
        <p className="text-sm">{dayName(issue.due_date)}</p>
      )}
      {overdue && <p className="text-bad text-xs">Overdue</p>}
    </Section>
  )
}

function Confidential({ issue, edit }: Props) {
  const { isTeam, isArchived } = useViewing()
  if (!isTeam) return null
  return (
    <Section title="Visibility">
      <Switch
        label="Confidential"
        help={
          issue.confidential
            ? 'Only the team sees it in the desk. The requester keeps getting public replies by mail.'
            : 'Everybody who sees the project can read it.'
        }
        checked={issue.confidential}
        disabled={isArchived}
        onChange={on => edit(confidentialEdit(issue, on))}
      />
    </Section>
  )
}
