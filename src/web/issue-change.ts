// What does a body of a change ask of an issue? The same for one and for many.
import type { z } from 'zod'
import type { issue } from '#contract'
import type { Tx } from '#db'
import { issues, labels } from '#issues'
import type { Person } from '#users'
import { given } from './given.ts'

type Update = z.output<typeof issue.Update>

/** What is absent stays as it is; labels that do not exist yet are made. @throws as issues.update, issues.close */
export async function changeIssue(
  tx: Tx,
  by: Person,
  row: { id: number; project_id: number },
  body: Update,
): Promise<void> {
  const { state_event: event, labels: all, add_labels: add, remove_labels: remove } = body
  const wanted = all ?? add ?? []
  if (wanted.length > 0) await labels.ensure(tx, row.project_id, by, wanted)
  const assignees = assigneesOf(body)
  const changes = given({
    title: body.title,
    description: body.description ?? undefined,
    confidential: body.confidential,
    labels: all ? { set: all } : add || remove ? { add: add ?? [], remove: remove ?? [] } : undefined,
    assignees: assignees && { set: assignees },
    milestoneId: body.milestone_id === 0 ? null : body.milestone_id,
    dueDate: body.due_date === '' ? null : body.due_date,
  })
  if (Object.keys(changes).length > 0) await issues.update(tx, { issueId: row.id, by, changes })
  if (event === 'close') await issues.close(tx, { issueId: row.id, by })
  if (event === 'reopen') await issues.reopen(tx, { issueId: row.id, by })
}

/** 0 stands for nobody, as in GitLab. */
export function assigneesOf(body: Pick<Update, 'assignee_id' | 'assignee_ids'>): number[] | undefined {
  const { assignee_id: one, assignee_ids: several } = body
  return several?.filter(id => id !== 0) ?? (one === undefined ? undefined : one ? [one] : [])
}
