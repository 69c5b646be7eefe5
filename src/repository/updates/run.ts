// Who hears that a branch or tag has moved? Each listener, one move after the other, in the order in which they were made.
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '#db'
import type { Log } from '#kernel'
import type { RefUpdate } from './log.ts'

/** What acts on a move. A crash may repeat it, so it must find what it did the first time. */
export type Listener<Desk> = { name: string; run(desk: Desk, update: RefUpdate): Promise<void> }

type RunDesk = { db: Db; pool: pg.Pool; log: Log }

/** First key of the advisory locks that keep the moves of a project in their order. */
const lockClass = 0x636f6465
/** After so many failures on one move the next one has its turn; else one strange push would silence a project. */
const maxFailures = 8

/**
 * Lets the listeners hear of all moves in a project that they have not heard of, on one node at a time.
 * @throws what a listener throws, so that the job comes again
 */
export async function runListeners<Desk extends RunDesk>(
  desk: Desk,
  listeners: readonly Listener<Desk>[],
  { projectId }: { projectId: number },
): Promise<void> {
  const client = await desk.pool.connect()
  let broken = true
  try {
    await client.query('select pg_advisory_lock($1, $2)', [lockClass, projectId % 2 ** 31])
    for (let update = await next(desk.db, projectId); update; update = await next(desk.db, projectId))
      await tell(desk, listeners, update)
    await client.query('select pg_advisory_unlock($1, $2)', [lockClass, projectId % 2 ** 31])
    broken = false
  } finally {
    client.release(broken)
  }
}

async function next(db: Db, projectId: number): Promise<(RefUpdate & { failures: number }) | undefined> {
  const { rows } = await sql<RefUpdate & { failures: number }>`
    select id, project_id as "projectId", user_id as "userId", ref, old_oid as "oldOid", new_oid as "newOid",
      created_at as "createdAt", failures
    from ref_updates where project_id = ${projectId} and settled is not null and handled_at is null
    order by settled limit 1`.execute(db)
  return rows[0]
}

async function tell<Desk extends RunDesk>(
  desk: Desk,
  listeners: readonly Listener<Desk>[],
  update: RefUpdate & { failures: number },
): Promise<void> {
  for (const listener of listeners) {
    try {
      await listener.run(desk, update)
    } catch (error) {
      const { id, projectId, ref, failures } = update
      desk.log.error(
        { err: error, listener: listener.name, update: id, projectId, ref },
        'a listener to code failed',
      )
      if (failures + 1 >= maxFailures) continue
      await sql`update ref_updates set failures = failures + 1 where id = ${id}`.execute(desk.db)
      throw error
    }
  }
  await sql`update ref_updates set handled_at = now() where id = ${update.id}`.execute(desk.db)
}
