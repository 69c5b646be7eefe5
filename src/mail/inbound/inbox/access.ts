// Who may look into the inbox? Administrators; Maintainers into their own project's slice (SPEC §2).
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'

/** Which rows of `inbox` the person may see, as a condition on `inbox.project_id`. */
export function visibleRows(by: Person): Expression<SqlBool> {
  if (by.isAdmin) return sql<SqlBool>`true`
  return sql<SqlBool>`inbox.project_id in (select project_id from project_access
    where user_id = ${by.id} and access_level >= ${sql.lit(Access.maintainer)})`
}

/** @returns the project's id, or null for the whole desk @throws forbidden, not_found */
export async function requireSlice(
  db: Db,
  by: Person,
  project: number | string | null,
): Promise<number | null> {
  if (project !== null) return (await requireProject(db, by, project, Access.maintainer)).id
  if (!by.isAdmin) throw DeskError.forbidden()
  return null
}
