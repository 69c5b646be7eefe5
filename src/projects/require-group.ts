// Is there such a group, or user's namespace, for the one who asks?
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { DB, Db } from '#db'
import { DeskError } from '#kernel'
import type { Person, Viewer } from '#users'
import { Access, standingLevel, type Visibility } from './access.ts'
import { isVisibleGroup } from './visible-groups.ts'

type NamespaceRow = Omit<Selectable<DB['namespaces']>, 'kind' | 'visibility'> & {
  kind: 'group' | 'user'
  visibility: Visibility
}
/** A group or user's namespace that somebody may see, with what they may do in it. */
export type Namespace = NamespaceRow & {
  accessLevel: number
  /** Names from the top down: `Acme / Tools`. */
  full_name: string
}

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

/**
 * A namespace in which the person may make projects; if none is given, their own.
 * @throws invalid naming `namespace_id`, forbidden below Maintainer
 */
export async function requireProjectHome(
  db: Db,
  by: Person,
  namespace?: number | string,
): Promise<Namespace> {
  const found =
    namespace === undefined
      ? await select(db, by, sql`namespaces.owner_id = ${by.id}`)
      : await findNamespace(db, by, namespace)
  if (found === undefined) throw DeskError.invalid('namespace_id', 'does not exist')
  if (found.accessLevel < Access.maintainer)
    throw DeskError.forbidden('403 Forbidden - you may not put projects into this namespace')
  return found
}

/** The namespace, if the viewer sees it; a user's is seen by everybody who is signed in. */
export async function findNamespace(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
): Promise<Namespace | undefined> {
  if (typeof idOrPath === 'number' || /^\d{1,15}$/.test(idOrPath)) {
    const id = Number(idOrPath)
    return Number.isSafeInteger(id) ? select(db, viewer, sql`namespaces.id = ${id}`) : undefined
  }
  if (idOrPath.includes('\0')) return undefined
  return select(db, viewer, sql`lower(namespaces.full_path) = lower(${idOrPath})`)
}

async function select(db: Db, viewer: Viewer, condition: ReturnType<typeof sql>) {
  const visible = sql<SqlBool>`case kind when 'user' then ${viewer !== null} else ${isVisibleGroup(viewer)} end`
  const { rows } = await sql<Namespace>`
    select ${namespaceColumns(viewer)} from namespaces where ${condition} and ${visible}`.execute(db)
  return rows[0]
}

export function namespaceColumns(viewer: Viewer) {
  return sql`namespaces.*, ${namespaceLevel(viewer)} as "accessLevel",
    (select string_agg(above.name, ' / ' order by array_position(namespaces.traversal_ids, above.id))
      from namespaces above where above.id = any (namespaces.traversal_ids)) as full_name`
}

/** The viewer's level in the row of `namespaces`, inherited memberships included. */
export function namespaceLevel(viewer: Viewer) {
  const standing = standingLevel(viewer)
  if (standing !== null || viewer === null) return sql<number>`${sql.lit(standing ?? Access.none)}::integer`
  return sql<number>`coalesce((select access_level from namespace_access
    where namespace_id = namespaces.id and user_id = ${viewer.id}), 0)::integer`
}
