// What becomes of the repositories of projects that were removed? They go after the transaction that removed the project.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Repositories } from './repositories.ts'
import { inTurn } from './updates/index.ts'

/** Repositories of one round: a group with many projects may go at once. */
const maxAtOnce = 100

/**
 * Duty: removes from the disk what the table of removed projects names, and forgets it then. Only what is named there goes:
 * a folder that no project knows may belong to a database that is not connected just now.
 */
export async function sweepRemoved({
  db,
  repositories,
}: {
  db: Db
  repositories: Repositories
}): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select project_id as id from removed_repositories order by project_id limit ${maxAtOnce}`.execute(db)
  // A push that is under way ends first; the next one finds no project.
  for (const { id } of rows)
    await inTurn(db, id, async own => {
      await repositories.remove(id)
      await sql`delete from removed_repositories where project_id = ${id}`.execute(own)
    })
}
