// Which projects can somebody see?
import { sql } from 'kysely'
import type { Viewer } from '#users'
import { standingLevel } from './access.ts'

/** The ids as a sub-query in parentheses: `where project_id in ${visibleProjectIds(viewer)}`. */
export function visibleProjectIds(viewer: Viewer) {
  if (viewer === null) return sql<number>`(select id from projects where visibility = 'public')`
  if (standingLevel(viewer) !== null) return sql<number>`(select id from projects)`
  return sql<number>`(select id from projects where visibility <> 'private'
    union all select project_id from project_access where user_id = ${viewer.id})`
}
