// In which repositories is a template looked for? The project's own, then those that its groups and the desk name.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'

export type TemplateSource = {
  /** Of the project in whose repository it lies. */
  id: number
  /** Its full path. */
  path: string
  default_branch: string
  /** Whose choice it is that templates come from there. */
  scope: 'project' | 'group' | 'instance'
  /** The full path of that group; null: no group's. */
  group: string | null
}

/** Behind the nearest groups; no tree of groups is that deep. */
const last = 1_000_000

/**
 * A column for queries that have the project as `p`: an array of `TemplateSource`, the nearest first. A project that has
 * left the group which named it is none any more.
 */
export const sourcesColumn: RawBuilder<TemplateSource[]> = sql`(
  select json_agg(json_build_object('id', t.id, 'path', t.full_path, 'default_branch', t.default_branch,
    'scope', source.scope, 'group', source.group_path) order by source.place)
  from (
    select p.id, 'project' as scope, null as group_path, 0 as place
    union all
    select chosen.project_id, 'group', above.full_path,
      1 + cardinality(own.traversal_ids) - array_position(own.traversal_ids, above.id)
    from namespaces own
    join namespaces above on above.id = any (own.traversal_ids)
    join template_projects chosen on chosen.namespace_id = above.id
    join projects theirs on theirs.id = chosen.project_id
    join namespaces home on home.id = theirs.namespace_id and above.id = any (home.traversal_ids)
    where own.id = p.namespace_id
    union all
    select (setting.value #>> '{}')::bigint, 'instance', null, ${sql.lit(last)}
    from instance_settings setting where setting.key = 'file_template_project_id'
  ) source
  join projects t on t.id = source.id)`

/** The same for one project. */
export async function sourcesOf(db: Db, projectId: number): Promise<TemplateSource[]> {
  const { rows } = await sql<{ sources: TemplateSource[] }>`
    select ${sourcesColumn} as sources from projects p where p.id = ${projectId}`.execute(db)
  return rows[0]?.sources ?? []
}
