// Which milestones bear these words, in whatever project the viewer can see?
import { type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import { visibleProjectIds } from '#projects'
import type { Viewer } from '#users'
import type { Milestone } from '../rows.ts'

export type MilestoneSearch = {
  /** Part of the title. */
  search: string
  /** Only of these projects, as far as the viewer can see them. */
  projectIds?: readonly number[] | undefined
}
/** With the full path of its project. */
export type FoundMilestone = Milestone & { project_path: string }

function matching(viewer: Viewer, { search, projectIds }: MilestoneSearch) {
  const where = projectIds
    ? sql<SqlBool>`milestones.project_id = any(${[...projectIds]}::bigint[])`
    : sql<SqlBool>`true`
  return sql`milestones join projects on projects.id = milestones.project_id
    where strpos(lower(milestones.title), lower(${search})) > 0 and ${where}
      and milestones.project_id in ${visibleProjectIds(viewer)}`
}

/** Newest first. */
export async function searchMilestones(
  db: Db,
  viewer: Viewer,
  search: MilestoneSearch,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<FoundMilestone[]> {
  const { rows } = await sql<FoundMilestone>`
    select milestones.*, projects.full_path as project_path from ${matching(viewer, search)}
    order by milestones.id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countMilestonesFound(db: Db, viewer: Viewer, search: MilestoneSearch): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${matching(viewer, search)}`.execute(db)
  return rows[0]?.count ?? 0
}
