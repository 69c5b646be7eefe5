// Where does a membership hold?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Person, Viewer } from '#users'
import { Access } from '../access.ts'
import { requireGroup } from '../require-group.ts'
import { requireProject } from '../require-project.ts'

/** By id or full path. */
export type Place = { project: number | string } | { group: number | string }
/** A place that was found: in it and all `namespaceIds` memberships count, `inheritedIds` are those above it. */
export type FoundPlace = {
  column: 'project_id' | 'namespace_id'
  id: number
  inheritedIds: number[]
  accessLevel: number
}

/** @throws not_found, forbidden below `minLevel` */
export async function findPlace(db: Db, viewer: Viewer, place: Place, minLevel = 0): Promise<FoundPlace> {
  if ('group' in place) {
    const group = await requireGroup(db, viewer, place.group, minLevel)
    const inheritedIds = group.traversal_ids.filter(id => id !== group.id)
    return { column: 'namespace_id', id: group.id, inheritedIds, accessLevel: group.accessLevel }
  }
  const project = await requireProject(db, viewer, place.project, minLevel)
  const { rows } = await sql<{ traversal_ids: number[] }>`
    select traversal_ids from namespaces where id = ${project.namespace_id}`.execute(db)
  const inheritedIds = rows[0]?.traversal_ids ?? []
  return { column: 'project_id', id: project.id, inheritedIds, accessLevel: project.accessLevel }
}

/** Who takes in others: Maintainers in a project, Owners in a group, as in GitLab. @throws not_found, forbidden */
export function findAsManager(db: Db, by: Person, place: Place): Promise<FoundPlace> {
  return findPlace(db, by, place, 'group' in place ? Access.owner : Access.maintainer)
}

/** @throws invalid naming `access_level`, forbidden if it is above the person's own */
export function checkLevel(level: number, own: number): void {
  const { none, ...levels } = Access
  if (level === none || !Object.values<number>(levels).includes(level))
    throw DeskError.invalid('access_level', 'is not included in the list')
  if (level > own) throw DeskError.forbidden('403 Forbidden - nobody gives more access than they have')
}

/** @throws invalid naming `expires_at` */
export function checkExpiry(day: string | null): void {
  if (day !== null && day <= new Date().toISOString().slice(0, 10))
    throw DeskError.invalid('expires_at', 'cannot be a date in the past')
}
