// Who may read the code of a project, and who may write it?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { Access, type Project, requireProject } from '#projects'
import type { Viewer } from '#users'
import { addressOf } from './remotes/follows.ts'

/**
 * The project, if the viewer may do that with its code: whoever sees a public or internal project reads it, in a private
 * one Reporters and up; Developers and up write it.
 * @throws not_found, forbidden, as `requireProject`; forbidden also where the project is archived, or follows a repository elsewhere, and shall be written
 */
export async function requireCode(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
  need: 'read' | 'push',
): Promise<Project> {
  const project = await requireProject(db, viewer, idOrPath)
  if (need === 'read') {
    if (project.visibility === 'private' && project.accessLevel < Access.reporter) throw DeskError.forbidden()
    return project
  }
  if (project.accessLevel < Access.developer) throw DeskError.forbidden()
  if (project.archived) throw DeskError.forbidden('The project is archived: its code can be read only.')
  const elsewhere = await addressOf(db, project.id)
  if (elsewhere !== null)
    throw DeskError.forbidden(`The project follows ${elsewhere}: push there, and it comes along.`)
  return project
}
