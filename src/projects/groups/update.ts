// How does a group change its name, path, description or visibility?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access, type Visibility } from '../access.ts'
import { checkDescription, checkName, checkPath, checkVisibility } from '../fields.ts'
import { lockTree, relocateTree } from '../relocate.ts'
import { type Namespace, requireGroup } from '../require-group.ts'
import { requireFreePath, takenError } from '../taken.ts'

export type GroupChanges = {
  name?: string | undefined
  path?: string | undefined
  description?: string | undefined
  visibility?: Visibility | undefined
}

/**
 * Changes what is given; a new path moves everything below, whose mail addresses all go on working.
 * @throws not_found, forbidden below Owner, invalid naming the field
 */
export async function updateGroup(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  { name, path, description, visibility }: GroupChanges,
): Promise<Namespace> {
  const group = await requireGroup(tx, by, idOrPath, Access.owner)
  const parent = group.parent_id === null ? null : await findParent(tx, group.parent_id)
  if (visibility !== undefined) await checkChange(tx, group, parent, visibility)
  const renamed = path !== undefined && path !== group.path
  if (renamed) {
    await lockTree(tx, group.id)
    await requireFreePath(tx, parent, checkPath(path, { top: parent === null }), { namespaceId: group.id })
  }
  await tx
    .updateTable('namespaces')
    .set({
      ...(name === undefined ? {} : { name: checkName(name) }),
      ...(description === undefined ? {} : { description: checkDescription(description) }),
      ...(visibility === undefined ? {} : { visibility }),
      ...(renamed ? { path } : {}),
      updated_at: new Date(),
    })
    .where('id', '=', group.id)
    .execute()
  if (renamed) await relocateTree(tx, group.id).catch(takenError)
  return requireGroup(tx, by, group.id)
}

type Parent = { id: number; full_path: string; kind: 'group' | 'user'; visibility: Visibility }

async function findParent(tx: Tx, id: number): Promise<Parent> {
  const row = await tx.selectFrom('namespaces').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return row as Parent
}

/** Neither more visible than what it lies in, nor less than what lies in it. */
async function checkChange(tx: Tx, group: Namespace, parent: Parent | null, visibility: Visibility) {
  checkVisibility(visibility, parent)
  const { rows } = await sql<{ visibility: Visibility; full_path: string }>`
    select visibility, full_path from namespaces where parent_id = ${group.id}
    union all select visibility, full_path from projects where namespace_id = ${group.id}`.execute(tx)
  for (const inner of rows) {
    try {
      checkVisibility(inner.visibility, { kind: 'group', visibility })
    } catch {
      throw DeskError.invalid(
        'visibility',
        `${visibility} is not allowed since ${inner.full_path} is ${inner.visibility}`,
      )
    }
  }
}
