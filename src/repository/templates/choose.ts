// Which project's templates serve a whole group, or the whole desk? As GitLab's `file_template_project_id`.
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError, isDeskError } from '#kernel'
import type { Person } from '#users'
import { requireCode } from '../access.ts'

const field = 'file_template_project_id'
const settingKey = 'file_template_project_id'

/**
 * What a project says then reaches the customers of all below the group, so it must lie there.
 * @param groupId of a group that the person may set up
 * @param projectId null: none
 * @throws invalid naming `file_template_project_id`
 */
export async function chooseForGroup(
  tx: Tx,
  by: Person,
  groupId: number,
  projectId: number | null,
): Promise<void> {
  if (projectId === null) {
    await tx.deleteFrom('template_projects').where('namespace_id', '=', groupId).execute()
    return
  }
  await requireReadable(tx, by, projectId)
  const { rows } = await sql`
    select from projects p join namespaces n on n.id = p.namespace_id
    where p.id = ${projectId} and ${groupId} = any (n.traversal_ids)`.execute(tx)
  if (rows.length === 0) throw DeskError.invalid(field, 'must be a project of this group')
  await tx
    .insertInto('template_projects')
    .values({ namespace_id: groupId, project_id: projectId })
    .onConflict(conflict => conflict.column('namespace_id').doUpdateSet({ project_id: projectId }))
    .execute()
}

/** @param projectId null: none. @throws invalid naming `file_template_project_id` */
export async function chooseForInstance(tx: Tx, by: Person, projectId: number | null): Promise<void> {
  if (projectId === null) {
    await tx.deleteFrom('instance_settings').where('key', '=', settingKey).execute()
    return
  }
  await requireReadable(tx, by, projectId)
  const value = JSON.stringify(projectId)
  await tx
    .insertInto('instance_settings')
    .values({ key: settingKey, value })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value, updated_at: new Date() }))
    .execute()
}

async function requireReadable(tx: Tx, by: Person, projectId: number): Promise<void> {
  try {
    await requireCode(tx, by, projectId, 'read')
  } catch (error) {
    if (!isDeskError(error, 'not_found') && !isDeskError(error, 'forbidden')) throw error
    throw DeskError.invalid(field, 'must be a project whose code you may read')
  }
}

/** The project that the group itself names; null: none. */
export async function chosenByGroup(db: Db, groupId: number): Promise<number | null> {
  const row = await db
    .selectFrom('template_projects')
    .select('project_id')
    .where('namespace_id', '=', groupId)
    .executeTakeFirst()
  return row?.project_id ?? null
}

export async function chosenByInstance(db: Db): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select p.id from instance_settings s join projects p on p.id = (s.value #>> '{}')::bigint
    where s.key = ${settingKey}`.execute(db)
  return rows[0]?.id ?? null
}
