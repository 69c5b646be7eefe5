// How does a project come to be?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import type { Visibility } from '../access.ts'
import { slugOf } from '../addresses/slug.ts'
import { checkDescription, checkName, checkPath, checkVisibility } from '../fields.ts'
import { requireProjectHome } from '../require-group.ts'
import type { ProjectRow } from '../require-project.ts'
import { requireFreePath, takenError } from '../taken.ts'
import { checkBranch } from './branch.ts'

export type NewProject = {
  /** Absent: made from the name. */
  path?: string | undefined
  /** Absent: the path. */
  name?: string | undefined
  /** A group's or user's namespace; absent: the maker's own. */
  namespaceId?: number | undefined
  description?: string | undefined
  visibility?: Visibility | undefined
  defaultBranch?: string | undefined
}

/**
 * Makes a project with its counters, its slug, its protected default branch and its Service Desk, which is on (SPEC §8). In a group its Maintainers
 * may; they have it as members of the group.
 * @throws invalid naming the field; forbidden where the namespace is not theirs
 */
export async function createProject(tx: Tx, by: Person, input: NewProject): Promise<ProjectRow> {
  const { name = input.path, path = pathFrom(input.name) } = input
  if (name === undefined) throw DeskError.invalid('name', 'is missing')
  const home = await requireProjectHome(tx, by, input.namespaceId)
  const values = {
    namespace_id: home.id,
    creator_id: by.id,
    path: checkPath(path),
    full_path: `${home.full_path}/${path}`,
    name: checkName(name),
    description: checkDescription(input.description ?? ''),
    visibility: checkVisibility(input.visibility ?? 'private', home),
    default_branch: checkBranch(input.defaultBranch ?? 'main'),
  }
  await requireFreePath(tx, home, path)
  const row = await tx
    .insertInto('projects')
    .values(values)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(takenError)
  await sql`
    with counters as (insert into project_counters (project_id) values (${row.id})),
      settings as (insert into service_desk_settings (project_id) values (${row.id})),
      protection as (insert into protected_branches (project_id, name) values (${row.id}, ${row.default_branch}))
    insert into project_slugs (project_id, slug) values (${row.id}, ${slugOf(row.full_path)})`.execute(tx)
  return row as ProjectRow
}

/** `My Widget` → `my-widget` */
function pathFrom(name = ''): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, '-')
    .replaceAll(/^-+|[-.]+$/g, '')
}
