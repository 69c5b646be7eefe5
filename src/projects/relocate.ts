// What follows when a group or project gets another path? New paths below it, and no published address dies.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { claimSuffix } from './addresses/claim.ts'
import { slugOf } from './addresses/slug.ts'

type Moved = { id: number; old_path: string; full_path: string }

/** Waits for whoever makes something below the group, and lets nobody begin until the transaction ends. */
export async function lockTree(tx: Tx, namespaceId: number): Promise<void> {
  // Two groups moved into each other at once would make a circle: one move at a time.
  await sql`select pg_advisory_xact_lock(hashtext('deskbell.move'))`.execute(tx)
  await sql`select from namespaces where traversal_ids @> array[${namespaceId}::bigint] for no key update`.execute(
    tx,
  )
}

/** Gives all groups and projects from this namespace down the paths that follow from `path` and `parent_id`. */
export async function relocateTree(tx: Tx, namespaceId: number): Promise<void> {
  await sql`
    with recursive tree as (
      select n.id, coalesce(parent.full_path || '/', '') || n.path as full_path,
        coalesce(parent.traversal_ids, '{}') || n.id as traversal_ids
      from namespaces n left join namespaces parent on parent.id = n.parent_id
      where n.id = ${namespaceId}
      union all
      select n.id, tree.full_path || '/' || n.path, tree.traversal_ids || n.id
      from namespaces n join tree on tree.id = n.parent_id
    )
    update namespaces set full_path = tree.full_path, traversal_ids = tree.traversal_ids
    from tree where namespaces.id = tree.id`.execute(tx)
  await relocateProjects(tx, sql`n.traversal_ids @> array[${namespaceId}::bigint]`)
}

/** The same for one project, after its `path` or `namespace_id` changed. */
export async function relocateProject(tx: Tx, projectId: number): Promise<void> {
  await relocateProjects(tx, sql`p.id = ${projectId}`)
}

async function relocateProjects(tx: Tx, which: ReturnType<typeof sql>): Promise<void> {
  const { rows } = await sql<Moved>`
    update projects set full_path = moved.full_path, updated_at = now()
    from (
      select p.id, p.full_path as old_path, n.full_path || '/' || p.path as full_path
      from projects p
      join namespaces n on n.id = p.namespace_id
      where ${which} and p.full_path <> n.full_path || '/' || p.path
    ) moved
    where projects.id = moved.id
    returning projects.id, moved.old_path, moved.full_path`.execute(tx)
  if (rows.length > 0) await recordMoves(tx, rows)
}

async function recordMoves(tx: Tx, moved: readonly Moved[]): Promise<void> {
  const ids = moved.map(({ id }) => id)
  const formerPaths = moved.map(({ old_path: path }) => path.toLowerCase())
  const paths = moved.map(({ full_path: path }) => path.toLowerCase())
  // Who had a path first keeps it as a mail address, so an older claim of another project stays.
  await sql`
    with former as (
      insert into project_former_paths (project_id, full_path)
      select * from unnest(${ids}::bigint[], ${formerPaths}::text[]) on conflict do nothing
    )
    insert into project_slugs (project_id, slug)
    select * from unnest(${ids}::bigint[], ${moved.map(({ full_path: path }) => slugOf(path))}::text[])
    on conflict do nothing`.execute(tx)
  await sql`
    delete from project_former_paths former using unnest(${ids}::bigint[], ${paths}::text[]) as now (id, path)
    where former.project_id = now.id and former.full_path = now.path`.execute(tx)
  await claimSuffixes(tx, moved)
}

/** Read anew, since the suffix may have been set while the move waited for the project. */
async function claimSuffixes(tx: Tx, moved: readonly Moved[]): Promise<void> {
  const { rows } = await sql<{ id: number; full_path: string; suffix: string }>`
    select p.id, p.full_path, s.project_key as suffix
    from projects p join service_desk_settings s on s.project_id = p.id
    where p.id = any(${moved.map(({ id }) => id)}::bigint[]) and s.project_key is not null
    order by p.id`.execute(tx)
  for (const { suffix, ...project } of rows) {
    if (!(await claimSuffix(tx, project, suffix)))
      throw DeskError.invalid(
        'path',
        `leads to a mail address with the suffix ${suffix} that is in use by another project`,
      )
  }
}
