// Which projects are there for the one who asks?
import { type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import type { Visibility } from '../access.ts'
import { visibleProjectIds } from '../visible.ts'
import { detailColumns, detailTables, type ProjectDetails, projectLevel } from './details.ts'

export type ProjectFilter = {
  ids?: readonly number[] | undefined
  /** Part of name or full path. */
  search?: string | undefined
  visibility?: Visibility | undefined
  archived?: boolean | undefined
  /** Those the viewer belongs to; administrators belong only where they are members, too. */
  membership?: boolean | undefined
  /** Those in the viewer's own namespace or of which they are an Owner by membership. */
  owned?: boolean | undefined
  /** At least this level there. */
  minLevel?: number | undefined
  /** Those in this namespace, or also anywhere below it. */
  namespaceId?: number | undefined
  below?: boolean | undefined
  serviceDesk?: boolean | undefined
  orderBy?: ProjectOrder | undefined
  sort?: 'asc' | 'desc' | undefined
}

const orders = {
  id: { column: sql`projects.id`, type: sql`bigint`, valueOf: (row: ProjectDetails) => row.id },
  name: { column: sql`projects.name`, type: sql`text`, valueOf: (row: ProjectDetails) => row.name },
  path: { column: sql`projects.full_path`, type: sql`text`, valueOf: (row: ProjectDetails) => row.full_path },
  created_at: time('created_at'),
  updated_at: time('updated_at'),
  last_activity_at: time('last_activity_at'),
}
export type ProjectOrder = 'id' | 'name' | 'path' | 'created_at' | 'updated_at' | 'last_activity_at'

function time(column: 'created_at' | 'updated_at' | 'last_activity_at') {
  return {
    column: sql.ref(`projects.${column}`),
    type: sql`timestamptz`,
    // The columns keep milliseconds, so a Date loses nothing.
    valueOf: (row: ProjectDetails) => row[column].toISOString(),
  }
}

/** The place of a row in the order of the list. */
export type ProjectCursor = { value: string | number | null; id: number }

export function cursorOf(row: ProjectDetails, orderBy: ProjectOrder = 'created_at'): ProjectCursor {
  return { value: orders[orderBy].valueOf(row), id: row.id }
}

/** The newest first if not said otherwise. `after`: those behind that place; quick however far one walks. */
export async function listProjects(
  db: Db,
  viewer: Viewer,
  filter: ProjectFilter & { limit: number; offset?: number; after?: ProjectCursor | null },
): Promise<ProjectDetails[]> {
  const { orderBy = 'created_at', sort = 'desc', limit, offset = 0, after } = filter
  const { column, type } = orders[orderBy]
  const [direction, beyond] = sort === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const behind = after
    ? sql`and (${column}, projects.id) ${beyond} (${after.value}::${type}, ${after.id}::bigint)`
    : sql``
  const { rows } = await sql<ProjectDetails>`
    select ${detailColumns(viewer)} ${detailTables}
    where ${matching(viewer, filter)} ${behind}
    order by ${column} ${direction}, projects.id ${direction} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** @param atMost where to stop counting */
export async function countProjects(
  db: Db,
  viewer: Viewer,
  filter: ProjectFilter,
  atMost: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select ${detailTables} where ${matching(viewer, filter)} limit ${atMost}) found`.execute(db)
  return rows[0]?.count ?? 0
}

function matching(viewer: Viewer, filter: ProjectFilter) {
  const conditions = [sql<SqlBool>`projects.id in ${visibleProjectIds(viewer)}`]
  const { search, visibility, archived, minLevel, namespaceId, below, serviceDesk } = filter
  const me = sql`${viewer?.id ?? null}::bigint`
  if (search)
    conditions.push(
      sql`(strpos(lower(projects.name), lower(${search})) > 0 or strpos(lower(projects.full_path), lower(${search})) > 0)`,
    )
  if (filter.ids !== undefined) conditions.push(sql`projects.id = any(${[...filter.ids]}::bigint[])`)
  if (visibility !== undefined) conditions.push(sql`projects.visibility = ${visibility}`)
  if (archived !== undefined) conditions.push(sql`projects.archived = ${archived}`)
  if (filter.membership)
    conditions.push(sql`projects.id in (select project_id from project_access where user_id = ${me})`)
  if (filter.owned)
    conditions.push(
      sql`projects.id in (select project_id from project_access where user_id = ${me} and access_level = 50)`,
    )
  if (minLevel) conditions.push(sql`${projectLevel(viewer)} >= ${minLevel}`)
  if (namespaceId !== undefined)
    conditions.push(
      below
        ? sql`n.traversal_ids @> array[${namespaceId}::bigint]`
        : sql`projects.namespace_id = ${namespaceId}`,
    )
  if (serviceDesk !== undefined) conditions.push(sql`coalesce(s.service_desk_enabled, true) = ${serviceDesk}`)
  return sql.join(conditions, sql` and `)
}
