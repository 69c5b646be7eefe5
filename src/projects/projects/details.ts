// What is told of a project to the one who asks?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { Access, standingLevel } from '../access.ts'
import { type Project, requireProject } from '../require-project.ts'

export type ProjectDetails = Project & {
  namespace: {
    id: number
    name: string
    path: string
    kind: 'group' | 'user'
    full_path: string
    parent_id: number | null
  }
  /** Names from the top down, without the project's own: `Acme / Tools`. */
  namespace_name: string
  service_desk_enabled: boolean
  project_key: string | null
  /** The project's own address, if it is in use. */
  custom_email: string | null
  /** The viewer's own memberships: in the project itself, which whoever owns its user's namespace has, and in groups above. */
  direct_level: number | null
  inherited_level: number | null
}

/** @throws not_found, forbidden as `requireProject` */
export async function findDetails(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
  minLevel = 0,
): Promise<ProjectDetails> {
  const project = await requireProject(db, viewer, idOrPath, minLevel)
  const { rows } = await sql<ProjectDetails>`
    select ${detailColumns(viewer)} ${detailTables} where projects.id = ${project.id}`.execute(db)
  return rows[0] ?? Promise.reject(new Error('a project vanished between two queries'))
}

export const detailTables = sql.raw(`
  from projects join namespaces n on n.id = projects.namespace_id
  left join service_desk_settings s on s.project_id = projects.id
  left join service_desk_custom_emails custom on custom.project_id = projects.id and custom.enabled`)

export function detailColumns(viewer: Viewer) {
  return sql`projects.*, ${projectLevel(viewer)} as "accessLevel",
    json_build_object('id', n.id, 'name', n.name, 'path', n.path, 'kind', n.kind, 'full_path', n.full_path,
      'parent_id', n.parent_id) as namespace,
    (select string_agg(above.name, ' / ' order by array_position(n.traversal_ids, above.id))
      from namespaces above where above.id = any (n.traversal_ids)) as namespace_name,
    coalesce(s.service_desk_enabled, true) as service_desk_enabled, s.project_key, custom.email as custom_email,
    (select max(access_level) from members where user_id = ${viewer?.id ?? null}::bigint
      and (project_id = projects.id or (n.kind = 'user' and namespace_id = n.id))
      and (expires_at is null or expires_at > current_date)) as direct_level,
    case n.kind when 'group' then (select access_level from namespace_access where namespace_id = n.id
      and user_id = ${viewer?.id ?? null}::bigint) end as inherited_level`
}

/** The viewer's level in the row of `projects`, inherited memberships included. */
export function projectLevel(viewer: Viewer) {
  const standing = standingLevel(viewer)
  if (standing !== null || viewer === null) return sql<number>`${sql.lit(standing ?? Access.none)}::integer`
  return sql<number>`coalesce((select access_level from project_access
    where project_id = projects.id and user_id = ${viewer.id}), 0)::integer`
}
