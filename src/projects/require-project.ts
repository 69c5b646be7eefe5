// Is there such a project for the one who asks?
import { type Selectable, sql } from 'kysely'
import type { DB, Db } from '#db'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import { canRead, standingLevel, type Visibility } from './access.ts'

export type ProjectRow = Omit<Selectable<DB['projects']>, 'visibility'> & { visibility: Visibility }
/** A project that somebody may see, with what they may do in it. */
export type Project = ProjectRow & { accessLevel: number }

/**
 * The project with this id or full path; a former path finds it too, until another project takes that path.
 * @param minLevel what the viewer must at least be there (`Access`)
 * @throws not_found if it is missing or hidden, forbidden if the viewer sees it but is not enough there
 */
export async function requireProject(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
  minLevel = 0,
): Promise<Project> {
  const found = await findProject(db, viewer, idOrPath)
  if (found === undefined || !canRead(found.accessLevel, found.visibility, viewer))
    throw DeskError.notFound('Project')
  if (found.accessLevel < minLevel) throw DeskError.forbidden()
  return found
}

async function findProject(db: Db, viewer: Viewer, idOrPath: number | string): Promise<Project | undefined> {
  if (typeof idOrPath === 'number' || /^\d{1,15}$/.test(idOrPath)) {
    const id = Number(idOrPath)
    return Number.isSafeInteger(id) ? select(db, viewer, sql`projects.id = ${id}`) : undefined
  }
  const path = idOrPath.toLowerCase()
  if (path.includes('\0')) return undefined
  return (
    (await select(db, viewer, sql`lower(projects.full_path) = ${path}`)) ??
    (await select(
      db,
      viewer,
      sql`projects.id = (select project_id from project_former_paths where full_path = ${path})`,
    ))
  )
}

async function select(db: Db, viewer: Viewer, condition: ReturnType<typeof sql>) {
  const { rows } = await sql<Project>`
    select projects.*, coalesce(${standingLevel(viewer)}::smallint, (
      select access_level from project_access
      where project_id = projects.id and user_id = ${viewer?.id ?? null}::bigint), 0) as "accessLevel"
    from projects where ${condition}`.execute(db)
  return rows[0]
}
