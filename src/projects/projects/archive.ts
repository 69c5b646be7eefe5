// How does a project become one that is to be read only, and come back?
import type { Tx } from '#db'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { type Project, requireProject } from '../require-project.ts'

/** An archived project takes no mail either. @throws not_found, forbidden below Owner */
export async function setArchived(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  archived: boolean,
): Promise<Project> {
  const project = await requireProject(tx, by, idOrPath, Access.owner)
  await tx
    .updateTable('projects')
    .set({ archived, updated_at: new Date() })
    .where('id', '=', project.id)
    .execute()
  return { ...project, archived }
}
