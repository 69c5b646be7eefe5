// Does a project follow a repository elsewhere? Then nobody pushes here: the next fetch would undo it.
import type { Db } from '#db'

/** The address that the project follows; null: its code is at home here. */
export async function addressOf(db: Db, projectId: number): Promise<string | null> {
  const row = await db
    .selectFrom('mirrors')
    .select('url')
    .where('project_id', '=', projectId)
    .where('enabled', '=', true)
    .executeTakeFirst()
  return row?.url ?? null
}
