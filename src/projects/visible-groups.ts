// Which groups can somebody see?
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Viewer } from '#users'
import { standingLevel } from './access.ts'

/**
 * Whether the viewer sees the group in the row of `namespaces`: public and internal ones, those they belong to, and
 * those in which a project or subgroup of theirs lies.
 */
export function isVisibleGroup(viewer: Viewer): Expression<SqlBool> {
  if (viewer === null) return sql<SqlBool>`namespaces.visibility = 'public'`
  if (standingLevel(viewer) !== null) return sql<SqlBool>`true`
  return sql<SqlBool>`(namespaces.visibility <> 'private'
    or namespaces.id in (select namespace_id from namespace_access where user_id = ${viewer.id})
    or namespaces.id in (
      select unnest(below.traversal_ids) from members m
      left join projects p on p.id = m.project_id
      join namespaces below on below.id = coalesce(m.namespace_id, p.namespace_id)
      where m.user_id = ${viewer.id} and (m.expires_at is null or m.expires_at > current_date)))`
}
