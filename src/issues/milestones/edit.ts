// How do milestones come to be, change, and go?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError, texts } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'
import { first } from '../events/record.ts'
import { requireWritable } from '../policy.ts'
import type { Milestone } from '../rows.ts'
import { findMilestone } from './list.ts'

export type MilestoneFields = {
  title: string
  description?: string
  /** `YYYY-MM-DD`; null: none. */
  startDate?: string | null
  dueDate?: string | null
}

/** @throws invalid naming the field; conflict; not_found; forbidden below Reporter */
export async function createMilestone(
  tx: Tx,
  projectId: number,
  by: Person,
  fields: MilestoneFields,
): Promise<Milestone> {
  await requireEditor(tx, projectId, by)
  const title = texts.checkTitle(fields.title)
  const { start_date, due_date } = daysOf(fields, { start_date: null, due_date: null })
  await requireFree(tx, projectId, title)
  const { rows } = await sql<Milestone>`
    with counter as (
      insert into project_counters (project_id, milestone_iid) values (${projectId}, 1)
      on conflict (project_id) do update set milestone_iid = project_counters.milestone_iid + 1
      returning milestone_iid
    )
    insert into milestones (project_id, iid, title, description, start_date, due_date)
    select ${projectId}::bigint, milestone_iid, ${title}, ${texts.checkText('description', fields.description ?? '')},
      ${start_date}::date, ${due_date}::date from counter
    returning *`.execute(tx)
  return first(rows)
}

/** @throws as createMilestone */
export async function updateMilestone(
  tx: Tx,
  projectId: number,
  by: Person,
  id: number,
  fields: Partial<MilestoneFields> & { state?: 'active' | 'closed' },
): Promise<Milestone> {
  await requireEditor(tx, projectId, by)
  const before = await findMilestone(tx, projectId, id)
  const title = fields.title === undefined ? before.title : texts.checkTitle(fields.title)
  if (title !== before.title) await requireFree(tx, projectId, title)
  return tx
    .updateTable('milestones')
    .set({
      title,
      ...daysOf(fields, before),
      description: texts.checkText('description', fields.description ?? before.description),
      state: fields.state ?? before.state,
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Its issues stay, without a milestone. @throws not_found; forbidden below Reporter */
export async function removeMilestone(tx: Tx, projectId: number, by: Person, id: number): Promise<void> {
  await requireEditor(tx, projectId, by)
  await findMilestone(tx, projectId, id)
  await tx.deleteFrom('milestones').where('id', '=', id).execute()
}

async function requireEditor(tx: Tx, projectId: number, by: Person): Promise<void> {
  requireWritable(await requireProject(tx, by, projectId, Access.reporter))
}

type Days = Pick<Milestone, 'start_date' | 'due_date'>

function daysOf(fields: Partial<MilestoneFields>, before: Days): Days {
  const day = (field: string, given: string | null | undefined, old: string | null) =>
    given === undefined ? old : given === null || given === '' ? null : texts.checkDay(field, given)
  const days = {
    start_date: day('start_date', fields.startDate, before.start_date),
    due_date: day('due_date', fields.dueDate, before.due_date),
  }
  if (days.start_date !== null && days.due_date !== null && days.start_date > days.due_date)
    throw DeskError.invalid('due_date', 'must be greater than start date')
  return days
}

async function requireFree(tx: Tx, projectId: number, title: string): Promise<void> {
  const taken = await tx
    .selectFrom('milestones')
    .select('id')
    .where('project_id', '=', projectId)
    .where('title', '=', title)
    .executeTakeFirst()
  if (taken) throw new DeskError('conflict', 'A milestone with this title exists already')
}
