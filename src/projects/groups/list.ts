// Which groups and namespaces are there for the one who asks?
import { type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { Access, type Visibility } from '../access.ts'
import { type Namespace, namespaceColumns, namespaceLevel } from '../require-group.ts'
import { isVisibleGroup } from '../visible-groups.ts'

export type GroupFilter = {
  /** Part of name or full path. */
  search?: string | undefined
  visibility?: Visibility | undefined
  /** Those directly in this group. */
  parentId?: number | undefined
  /** Those anywhere below this group. */
  ancestorId?: number | undefined
  topLevelOnly?: boolean | undefined
  /** At least this level there; Guest: those the viewer belongs to. */
  minLevel?: number | undefined
  /** Users' own namespaces too: the viewer's, and for administrators all. */
  users?: boolean | undefined
  orderBy?: 'name' | 'path' | 'id' | undefined
  sort?: 'asc' | 'desc' | undefined
}

const orders = { name: sql`lower(name)`, path: sql`lower(full_path)`, id: sql`id` }

/** By name if not said otherwise. */
export async function listGroups(
  db: Db,
  viewer: Viewer,
  filter: GroupFilter & { limit: number; offset: number },
): Promise<Namespace[]> {
  const { orderBy = 'name', sort = 'asc', limit, offset } = filter
  const direction = sql.raw(sort === 'desc' ? 'desc' : 'asc')
  const { rows } = await sql<Namespace>`
    select ${namespaceColumns(viewer)} from namespaces
    where ${matching(viewer, filter)}
    order by ${orders[orderBy]} ${direction}, id ${direction} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countGroups(db: Db, viewer: Viewer, filter: GroupFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from namespaces where ${matching(viewer, filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

function matching(viewer: Viewer, filter: GroupFilter) {
  const { search, visibility, parentId, ancestorId, topLevelOnly, minLevel = Access.none, users } = filter
  const own = viewer?.isAdmin ? sql<SqlBool>`true` : sql<SqlBool>`owner_id = ${viewer?.id ?? null}::bigint`
  const conditions = [
    users
      ? sql<SqlBool>`case kind when 'user' then ${own} else ${isVisibleGroup(viewer)} end`
      : sql<SqlBool>`kind = 'group' and ${isVisibleGroup(viewer)}`,
  ]
  if (search)
    conditions.push(
      sql`(strpos(lower(name), lower(${search})) > 0 or strpos(lower(full_path), lower(${search})) > 0)`,
    )
  if (visibility !== undefined) conditions.push(sql`visibility = ${visibility}`)
  if (parentId !== undefined) conditions.push(sql`parent_id = ${parentId}`)
  if (ancestorId !== undefined)
    conditions.push(sql`traversal_ids @> array[${ancestorId}::bigint] and id <> ${ancestorId}`)
  if (topLevelOnly) conditions.push(sql`parent_id is null`)
  if (minLevel > Access.none) conditions.push(sql`${namespaceLevel(viewer)} >= ${minLevel}`)
  return sql.join(conditions, sql` and `)
}
