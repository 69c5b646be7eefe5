// Which milestones does a project have?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Milestone } from '../rows.ts'

export type MilestoneFilter = {
  state?: 'active' | 'closed'
  title?: string
  search?: string
  iids?: readonly number[]
}

function matching(db: Db, projectId: number, { state, title, search, iids }: MilestoneFilter) {
  let query = db.selectFrom('milestones').where('project_id', '=', projectId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (title !== undefined) query = query.where('title', '=', title)
  if (iids !== undefined) query = query.where(({ eb, fn, val }) => eb('iid', '=', fn.any(val([...iids]))))
  if (search !== undefined)
    query = query.where(({ eb, fn, val }) =>
      eb(fn<number>('strpos', [fn('lower', ['title']), fn('lower', [val(search)])]), '>', 0),
    )
  return query
}

/** Newest first. The caller has made sure that the viewer may see the project. */
export function listMilestones(
  db: Db,
  projectId: number,
  filter: MilestoneFilter,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Milestone[]> {
  return matching(db, projectId, filter)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

export async function countMilestones(db: Db, projectId: number, filter: MilestoneFilter): Promise<number> {
  const { count } = await matching(db, projectId, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** @throws not_found */
export async function findMilestone(db: Db, projectId: number, id: number): Promise<Milestone> {
  const row = await db
    .selectFrom('milestones')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('Milestone')
  return row
}
