// Is there such a group, or user's namespace, for the one who asks?
import { type Selectable, sql } from 'kysely'
import type { DB, Db } from '#db'
import { DeskError } from '#kernel'
import type { Person, Viewer } from '#users'
import { Access, canRead, standingLevel, type Visibility } from './access.ts'

export type NamespaceRow = Omit<Selectable<DB['namespaces']>, 'kind' | 'visibility'> & {
  kind: 'group' | 'user'
  visibility: Visibility
}
/** A group or user's namespace that somebody may see, with what they may do in it. */
export type Namespace = NamespaceRow & { accessLevel: number }

/**
 * The group with this id or full path.
 * @throws not_found if it is missing, hidden or a user's namespace; forbidden if the viewer is less than `minLevel` there
 */
export async function requireGroup(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
  minLevel = 0,
): Promise<Namespace> {
  const found = await findNamespace(db, viewer, idOrPath)
  if (found === undefined || found.kind !== 'group') throw DeskError.notFound('Group')
  if (found.accessLevel < minLevel) throw DeskError.forbidden()
  return found
}

/** A place in which the person may make projects; without one given, their own namespace. @throws the same */
export async function requireProjectHome(db: Db, by: Person, namespaceId?: number): Promise<Namespace> {
  const found =
    namespaceId === undefined
      ? await select(db, by, sql`namespaces.owner_id = ${by.id}`)
      : await findNamespace(db, by, namespaceId)
  if (found === undefined) throw DeskError.invalid('namespace_id', 'does not exist')
  if (found.accessLevel < Access.maintainer)
    throw DeskError.forbidden('403 Forbidden - you may not make projects in this namespace')
  return found
}

/** The namespace, if the viewer sees it: a user's by everybody who is signed in. */
export async function findNamespace(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
): Promise<Namespace | undefined> {
  const byId = typeof idOrPath === 'number' || /^\d{1,15}$/.test(idOrPath)
  if (byId ? !Number.isSafeInteger(Number(idOrPath)) : idOrPath.includes('\0')) return undefined
  const found = await select(
    db,
    viewer,
    byId
      ? sql`namespaces.id = ${Number(idOrPath)}`
      : sql`lower(namespaces.full_path) = ${idOrPath.toLowerCase()}`,
  )
  if (found === undefined) return undefined
  if (found.kind === 'user') return viewer === null ? undefined : found
  if (canRead(found.accessLevel, found.visibility, viewer)) return found
  return (await belongsBelow(db, viewer, found.id)) ? found : undefined
}

async function select(db: Db, viewer: Viewer, condition: ReturnType<typeof sql>) {
  const { rows } = await sql<Namespace>`
    select namespaces.*, coalesce(${standingLevel(viewer)}::smallint, (
      select access_level from namespace_access
      where namespace_id = namespaces.id and user_id = ${viewer?.id ?? null}::bigint), 0) as "accessLevel"
    from namespaces where ${condition}`.execute(db)
  return rows[0]
}

/** Who belongs to a project or subgroup sees the groups that it lies in. */
async function belongsBelow(db: Db, viewer: Viewer, groupId: number): Promise<boolean> {
  if (viewer === null) return false
  const { rows } = await sql`
    select from namespaces n
    left join projects p on p.namespace_id = n.id
    join members m on m.namespace_id = n.id or m.project_id = p.id
    where n.traversal_ids @> array[${groupId}::bigint] and m.user_id = ${viewer.id}
      and (m.expires_at is null or m.expires_at > current_date) limit 1`.execute(db)
  return rows.length > 0
}
