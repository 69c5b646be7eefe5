// How does a group go, with everything in it?
import type { Tx } from '#db'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { requireGroup } from '../require-group.ts'

/** Removes the group, its subgroups and all their projects for good. @throws not_found, forbidden below Owner */
export async function removeGroup(tx: Tx, by: Person, idOrPath: number | string): Promise<void> {
  const group = await requireGroup(tx, by, idOrPath, Access.owner)
  await tx.deleteFrom('namespaces').where('id', '=', group.id).execute()
}
