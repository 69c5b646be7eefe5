// How does a project change its name, path and what else it says of itself?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access, type Visibility } from '../access.ts'
import { checkDescription, checkName, checkPath, checkVisibility } from '../fields.ts'
import { relocateProject } from '../relocate.ts'
import { type Project, requireProject } from '../require-project.ts'
import { requireFreePath, takenError } from '../taken.ts'
import { checkBranch } from './branch.ts'

export type ProjectChanges = {
  name?: string | undefined
  path?: string | undefined
  description?: string | undefined
  /** For Owners alone, as what others may see is theirs to decide. */
  visibility?: Visibility | undefined
  defaultBranch?: string | undefined
}

/**
 * Changes what is given; after a new path all former mail addresses go on working.
 * @throws not_found, forbidden below Maintainer, invalid naming the field
 */
export async function updateProject(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  { name, path, description, visibility, defaultBranch }: ProjectChanges,
): Promise<Project> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  const home = await findHome(tx, project.namespace_id)
  if (visibility !== undefined && visibility !== project.visibility) {
    if (project.accessLevel < Access.owner) throw DeskError.forbidden()
    checkVisibility(visibility, home)
  }
  const renamed = path !== undefined && path !== project.path
  if (renamed) await requireFreePath(tx, home, checkPath(path), { projectId: project.id })
  await tx
    .updateTable('projects')
    .set({
      ...(name === undefined ? {} : { name: checkName(name) }),
      ...(description === undefined ? {} : { description: checkDescription(description) }),
      ...(visibility === undefined ? {} : { visibility }),
      ...(defaultBranch === undefined ? {} : { default_branch: checkBranch(defaultBranch) }),
      ...(renamed ? { path } : {}),
      updated_at: new Date(),
    })
    .where('id', '=', project.id)
    .execute()
  if (renamed) await relocateProject(tx, project.id).catch(takenError)
  return requireProject(tx, by, project.id)
}

type Home = { id: number; full_path: string; kind: 'group' | 'user'; visibility: Visibility }

async function findHome(tx: Tx, id: number): Promise<Home> {
  const { rows } = await sql<Home>`
    select id, full_path, kind, visibility from namespaces where id = ${id}`.execute(tx)
  if (rows[0] === undefined) throw DeskError.notFound('Namespace')
  return rows[0]
}
