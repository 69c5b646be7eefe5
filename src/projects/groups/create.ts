// How does a group come to be?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access, type Visibility } from '../access.ts'
import { checkDescription, checkName, checkPath, checkVisibility } from '../fields.ts'
import { type Namespace, requireGroup } from '../require-group.ts'
import { requireFreePath, takenError } from '../taken.ts'

export type NewGroup = {
  path: string
  /** Absent: the path. */
  name?: string | undefined
  description?: string | undefined
  visibility?: Visibility | undefined
  /** Absent: a group at the top, whose Owner is the one who makes it. */
  parentId?: number | null | undefined
}

/**
 * Makes a group: at the top anybody may, in another group its Maintainers.
 * @throws invalid naming the field; not_found or forbidden where the parent is hidden or not theirs
 */
export async function createGroup(tx: Tx, by: Person, input: NewGroup): Promise<Namespace> {
  if (by.isBot) throw DeskError.forbidden()
  const parent = input.parentId ? await requireGroup(tx, by, input.parentId, Access.maintainer) : null
  const path = checkPath(input.path, { top: parent === null })
  const values = {
    kind: 'group',
    parent_id: parent?.id ?? null,
    path,
    full_path: parent === null ? path : `${parent.full_path}/${path}`,
    name: checkName(input.name ?? path),
    description: checkDescription(input.description ?? ''),
    visibility: checkVisibility(input.visibility ?? 'private', parent),
  }
  await requireFreePath(tx, parent, path)
  const { id } = await tx
    .insertInto('namespaces')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch(takenError)
  await tx
    .updateTable('namespaces')
    .set({ traversal_ids: [...(parent?.traversal_ids ?? []), id] })
    .where('id', '=', id)
    .execute()
  if (parent === null)
    await tx
      .insertInto('members')
      .values({ namespace_id: id, user_id: by.id, access_level: Access.owner, created_by: by.id })
      .execute()
  return requireGroup(tx, by, id)
}
