// How does a project go?
import type { Tx } from '#db'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { requireProject } from '../require-project.ts'

/** Removes the project with its tickets for good; its id is never given again. @throws not_found, forbidden below Owner */
export async function removeProject(tx: Tx, by: Person, idOrPath: number | string): Promise<void> {
  const project = await requireProject(tx, by, idOrPath, Access.owner)
  await tx.deleteFrom('projects').where('id', '=', project.id).execute()
}
