// How is an issue changed? One attribute after the other, each with its system note, then one event for all.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { type AssigneeChange, changeAssignees } from './attributes/assignees.ts'
import type { Change, Context } from './attributes/change.ts'
import { setConfidential } from './attributes/confidential.ts'
import { setDescription } from './attributes/description.ts'
import { setDueDate } from './attributes/due-date.ts'
import { changeLabels, type LabelChange } from './attributes/labels.ts'
import { lockIssue } from './attributes/lock.ts'
import { setMilestone } from './attributes/milestone.ts'
import { setTitle } from './attributes/title.ts'
import { recordEvent } from './events/record.ts'
import { canReadInternal, findAsOwn } from './policy.ts'
import { followEdit } from './text/edited.ts'

/** What is absent stays as it is. */
export type IssueChanges = {
  title?: string
  description?: string
  confidential?: boolean
  labels?: LabelChange
  assignees?: AssigneeChange
  /** Null: none. */
  milestoneId?: number | null
  /** `YYYY-MM-DD`; null: none. */
  dueDate?: string | null
}

export type UpdateIssue = { issueId: number; by: Person; changes: IssueChanges; announce?: object }

/**
 * Changes what is given and returns the names of the attributes that are other than before.
 * @throws invalid naming the field; not_found; forbidden unless by the team, or by the author or an assignee as far as
 * title and description go
 */
export async function updateIssue(
  tx: Tx,
  { issueId, by, changes, announce }: UpdateIssue,
): Promise<string[]> {
  await lockIssue(tx, issueId)
  const found = await findAsOwn(tx, by, issueId)
  if (!canReadInternal(found.accessLevel) && !isOwnWords(changes)) throw DeskError.forbidden()
  const context: Context = { ...found, by }
  const done = await apply(tx, context, changes)
  if (done.length === 0) return done
  await tx.updateTable('issues').set({ updated_at: sql`now()` }).where('id', '=', issueId).execute()
  const { issue } = found
  const mentionedUserIds = done.includes('description')
    ? await followEdit(tx, { issue, by, before: issue.description, after: changes.description ?? '' })
    : []
  const data = { changes: done, mentionedUserIds, ...(announce ? { announce } : {}) }
  await recordEvent(tx, { kind: 'issue_updated', projectId: issue.project_id, issueId, actorId: by.id, data })
  return done
}

/** In the order of the system notes. */
async function apply(tx: Tx, context: Context, changes: IssueChanges): Promise<string[]> {
  const done: string[] = []
  const step = async <Value>(name: string, value: Value | undefined, change: Change<Value>) => {
    if (value !== undefined && (await change(tx, context, value))) done.push(name)
  }
  await step('title', changes.title, setTitle)
  await step('description', changes.description, setDescription)
  await step('confidential', changes.confidential, setConfidential)
  await step('labels', changes.labels, changeLabels)
  await step('assignees', changes.assignees, changeAssignees)
  await step('milestone', changes.milestoneId, setMilestone)
  await step('due_date', changes.dueDate, setDueDate)
  return done
}

function isOwnWords({ title: _title, description: _description, ...others }: IssueChanges): boolean {
  return Object.values(others).every(value => value === undefined)
}
