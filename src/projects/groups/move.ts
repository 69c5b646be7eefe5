// How does a group get into another group, or to the top?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { checkPath, checkVisibility } from '../fields.ts'
import { keepAnOwner } from '../members/owners.ts'
import { lockTree, relocateTree } from '../relocate.ts'
import { type Namespace, requireGroup } from '../require-group.ts'
import { requireFreePath, takenError } from '../taken.ts'

/**
 * Moves a group with everything below it; all mail addresses go on working.
 * @param parent id or full path of the new parent; null: to the top
 * @throws not_found; forbidden unless Owner here and Maintainer there; invalid naming the field
 */
export async function moveGroup(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  parent: number | string | null,
): Promise<Namespace> {
  const group = await requireGroup(tx, by, idOrPath, Access.owner)
  await lockTree(tx, group.id)
  const home = parent === null ? null : await requireGroup(tx, by, parent, Access.maintainer)
  if (home?.traversal_ids.includes(group.id))
    throw DeskError.invalid('group_id', 'is the group itself or lies below it')
  if ((home?.id ?? null) === group.parent_id)
    throw DeskError.invalid('group_id', 'is where the group is already')
  checkPath(group.path, { top: home === null })
  checkVisibility(group.visibility, home)
  await requireFreePath(tx, home, group.path, { namespaceId: group.id })
  await tx
    .updateTable('namespaces')
    .set({ parent_id: home?.id ?? null, updated_at: new Date() })
    .where('id', '=', group.id)
    .execute()
  await relocateTree(tx, group.id).catch(takenError)
  // At the top nobody inherits anything any more.
  if (home === null) await keepAnOwner(tx, group.id, by)
  return requireGroup(tx, by, group.id)
}
