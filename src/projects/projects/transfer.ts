// How does a project get into another namespace?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { checkVisibility } from '../fields.ts'
import { relocateProject } from '../relocate.ts'
import { requireProjectHome } from '../require-group.ts'
import { type Project, requireProject } from '../require-project.ts'
import { requireFreePath, takenError } from '../taken.ts'

/**
 * Moves the project; its mail addresses all go on working.
 * @param namespace id or full path of a group's or user's namespace
 * @throws not_found; forbidden unless Owner here and Maintainer there; invalid naming the field
 */
export async function transferProject(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  namespace: number | string,
): Promise<Project> {
  const project = await requireProject(tx, by, idOrPath, Access.owner)
  const home = await requireProjectHome(tx, by, namespace)
  if (home.id === project.namespace_id)
    throw DeskError.invalid('namespace', 'is where the project is already')
  checkVisibility(project.visibility, home)
  await requireFreePath(tx, home, project.path)
  await tx
    .updateTable('projects')
    .set({ namespace_id: home.id, updated_at: new Date() })
    .where('id', '=', project.id)
    .execute()
  await relocateProject(tx, project.id).catch(takenError)
  return requireProject(tx, by, project.id)
}
