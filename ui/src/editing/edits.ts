// How do rows look after a change, before the desk has answered? And what takes the change back?
import type { IssueChange, IssueRow } from '../api/issues.ts'
import type { Label, Member, Milestone } from '../api/types.ts'

/** One row before and after, and what is asked of the desk for it. */
export type Step = { row: IssueRow; next: IssueRow; change: IssueChange }
export type Edit = { steps: Step[]; said: string }

const counted = (rows: readonly IssueRow[]) =>
  rows.length === 1 ? (rows[0]?.references.short ?? '') : `${rows.length} issues`

const changed = (rows: readonly IssueRow[], make: (row: IssueRow) => Omit<Step, 'row'> | null): Step[] =>
  rows.flatMap(row => {
    const made = make(row)
    return made === null ? [] : [{ row, ...made }]
  })

/** Closes those that are open; if none is, opens them again. */
export function stateEdit(rows: readonly IssueRow[]): Edit {
  const close = rows.some(({ state }) => state === 'opened')
  const state = close ? 'closed' : 'opened'
  const steps = changed(rows, row =>
    row.state === state
      ? null
      : {
          change: { state_event: close ? 'close' : 'reopen' },
          next: { ...row, state, closed_at: close ? new Date().toISOString() : null },
        },
  )
  return { steps, said: `${close ? 'Closed' : 'Reopened'} ${counted(steps.map(({ row }) => row))}` }
}

export function labelEdit(rows: readonly IssueRow[], label: Label, on: boolean): Edit {
  const steps = changed(rows, row => {
    const has = row.labels.some(({ name }) => name === label.name)
    if (has === on) return null
    const labels = on ? [...row.labels, label] : row.labels.filter(({ name }) => name !== label.name)
    const change = on ? { add_labels: [label.name] } : { remove_labels: [label.name] }
    return { change, next: { ...row, labels: labels.toSorted((a, b) => a.name.localeCompare(b.name)) } }
  })
  const word = on ? 'added to' : 'removed from'
  return { steps, said: `“${label.name}” ${word} ${counted(steps.map(({ row }) => row))}` }
}

export function assigneeEdit(rows: readonly IssueRow[], person: Member, on: boolean): Edit {
  const steps = changed(rows, row => {
    if (row.assignees.some(({ id }) => id === person.id) === on) return null
    const assignees = on
      ? [...row.assignees, basic(person)]
      : row.assignees.filter(({ id }) => id !== person.id)
    return {
      change: { assignee_ids: assignees.map(({ id }) => id) },
      next: { ...row, assignees, assignee: assignees[0] ?? null },
    }
  })
  const number = counted(steps.map(({ row }) => row))
  return { steps, said: on ? `${number} assigned to ${person.name}` : `${person.name} taken off ${number}` }
}

const basic = ({ id, username, name, state, locked, avatar_url, web_url }: Member) => ({
  id,
  username,
  name,
  state,
  locked,
  avatar_url,
  web_url,
})

export function milestoneEdit(rows: readonly IssueRow[], milestone: Milestone | null): Edit {
  const steps = changed(rows, row =>
    (row.milestone?.id ?? null) === (milestone?.id ?? null)
      ? null
      : { change: { milestone_id: milestone?.id ?? 0 }, next: { ...row, milestone } },
  )
  const number = counted(steps.map(({ row }) => row))
  return { steps, said: milestone ? `${number}: milestone “${milestone.title}”` : `${number}: no milestone` }
}

export const titleEdit = (row: IssueRow, title: string): Edit => ({
  steps: title === row.title ? [] : [{ row, next: { ...row, title }, change: { title } }],
  said: `${row.references.short} has a new title`,
})

export const confidentialEdit = (row: IssueRow, confidential: boolean): Edit => ({
  steps: [{ row, next: { ...row, confidential }, change: { confidential } }],
  said: confidential
    ? `${row.references.short} is for the team only`
    : `${row.references.short} can be read by everybody who sees the project`,
})

/** @param due `2027-03-31`; null: none */
export const dueEdit = (row: IssueRow, due: string | null): Edit => ({
  steps:
    due === row.due_date ? [] : [{ row, next: { ...row, due_date: due }, change: { due_date: due ?? '' } }],
  said:
    due === null ? `${row.references.short} has no due date` : `${row.references.short}: due date changed`,
})

/** What takes `steps` back. */
export const inverse = (steps: readonly Step[]): Step[] =>
  steps.map(({ row, next, change }) => {
    const back: IssueChange = {}
    if (change.add_labels) back.remove_labels = change.add_labels
    if (change.remove_labels) back.add_labels = change.remove_labels
    if (change.assignee_ids) back.assignee_ids = row.assignees.map(({ id }) => id)
    if (change.milestone_id !== undefined) back.milestone_id = row.milestone?.id ?? 0
    if (change.title !== undefined) back.title = row.title
    if (change.confidential !== undefined) back.confidential = row.confidential
    if (change.due_date !== undefined) back.due_date = row.due_date ?? ''
    if (change.state_event) back.state_event = change.state_event === 'close' ? 'reopen' : 'close'
    return { row: next, next: row, change: back }
  })
