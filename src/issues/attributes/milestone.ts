// With what is an issue to be done?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { addSystemNote } from '../notes/system.ts'
import type { Change } from './change.ts'

/** @throws invalid, naming `milestone_id`, unless it is one of the project */
export async function findMilestoneOf(db: Db, projectId: number, id: number) {
  const row = await db
    .selectFrom('milestones')
    .select(['id', 'title'])
    .where('id', '=', id)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  if (row === undefined) throw DeskError.invalid('milestone_id', 'is no milestone of the project')
  return row
}

/** `%name`, with quotes where the name has blanks. */
export function milestoneReference(title: string): string {
  return /^[\w.-]+$/.test(title) ? `%${title}` : `%"${title}"`
}

/** The milestone's id; null: none. */
export const setMilestone: Change<number | null> = async (tx, { issue, by }, id) => {
  if (id === issue.milestone_id) return false
  const milestone = id === null ? undefined : await findMilestoneOf(tx, issue.project_id, id)
  await tx.updateTable('issues').set({ milestone_id: id }).where('id', '=', issue.id).execute()
  const body = milestone ? `changed milestone to ${milestoneReference(milestone.title)}` : 'removed milestone'
  await addSystemNote(tx, { issueId: issue.id, by, action: 'milestone', body })
  return true
}
