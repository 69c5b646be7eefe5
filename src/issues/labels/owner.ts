// Whose labels are they: a project's or a group's?
import type { Db } from '#db'
import { Access, groups, requireProject } from '#projects'
import type { Person, Viewer } from '#users'
import { requireWritable } from '../policy.ts'

export type Owner = { projectId: number } | { namespaceId: number }

/** @throws not_found */
export async function requireOwner(db: Db, viewer: Viewer, owner: Owner): Promise<void> {
  if ('projectId' in owner) await requireProject(db, viewer, owner.projectId)
  else await groups.require(db, viewer, owner.namespaceId)
}

/** @throws not_found; forbidden below Reporter */
export async function requireLabelEditor(db: Db, by: Person, owner: Owner): Promise<void> {
  if ('projectId' in owner) requireWritable(await requireProject(db, by, owner.projectId, Access.reporter))
  else await groups.require(db, by, owner.namespaceId, Access.reporter)
}

/** The columns that say whose a label is. */
export function ownerColumns(owner: Owner): { project_id: number } | { namespace_id: number } {
  return 'projectId' in owner ? { project_id: owner.projectId } : { namespace_id: owner.namespaceId }
}
