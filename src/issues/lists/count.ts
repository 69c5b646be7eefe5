// How many issues are there? Never more is counted than somebody wants to know.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { conditions, type IssueFilter } from './filter.ts'
import { lookUp } from './look-up.ts'

/** Counting stops one beyond this: a longer list is "more than 10,000". */
export const maxCounted = 10_000

/** At most `maxCounted` + 1, which a search says as soon as it matches more than a few. */
export async function countIssues(db: Db, viewer: Viewer, filter: IssueFilter): Promise<number> {
  const { ids, common } = await lookUp(db, viewer, filter)
  if (common !== undefined) return common || ids === undefined ? maxCounted + 1 : ids.length
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (select from issues where ${conditions(viewer, filter)} limit ${maxCounted + 1}) counted`.execute(db)
  return rows[0]?.count ?? 0
}

export type Statistics = { all: number; opened: number; closed: number }

/** Exact numbers by state, for the tabs of a list; the filter's own state is not asked. */
export async function countByState(
  db: Db,
  viewer: Viewer,
  { state: _state, ...filter }: IssueFilter,
): Promise<Statistics> {
  const chosen = await lookUp(db, viewer, filter)
  const { rows } = await sql<Statistics>`
    select count(*) as "all", count(*) filter (where issues.state = 'opened') as opened,
      count(*) filter (where issues.state = 'closed') as closed
    from issues where ${conditions(viewer, chosen)}`.execute(db)
  return rows[0] ?? { all: 0, opened: 0, closed: 0 }
}
