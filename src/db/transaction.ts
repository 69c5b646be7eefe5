// How does a verb get its transaction?
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { isPassing } from './patience.ts'
import type { Db, Tx } from './pool.ts'

/** PostgreSQL chose this transaction as the victim; nothing of it was done, and a second try may well succeed. */
const victims = new Set(['40001', '40P01'])
const attempts = 5
/** Short and random, so that two that met do not meet again. */
const longestPauseMs = 20

/**
 * Runs `fn` in one transaction (read committed) and commits it; an error rolls it back. `fn` runs again after a deadlock, a
 * serialization failure, or the loss of the connection before the commit was sent, so it must do nothing that a rollback does
 * not undo. A connection lost during the commit is an error: nobody knows whether it happened. Given a transaction, `fn`
 * becomes part of it.
 *
 * @param options.repeatable for work that a durable row asks for, and that is done again from that row if it is lost: the
 *   commit does not wait for the disk, so that locks are held for less than a millisecond. A crash of PostgreSQL may undo
 *   it, as if it had never been tried. Nothing that leaves the house can come of what might still be undone: the write
 *   ahead log is flushed in order, so a later commit that waits makes this one durable too.
 */
export async function transaction<T>(
  db: Db,
  fn: (tx: Tx) => Promise<T>,
  { repeatable = false }: { repeatable?: boolean } = {},
): Promise<T> {
  if (db.isTransaction) return fn(db as Tx)
  for (let attempt = 1; ; attempt++) {
    let committing = false
    try {
      return await db.transaction().execute(async tx => {
        if (repeatable) await sql`set local synchronous_commit = off`.execute(tx)
        const result = await fn(tx)
        committing = true
        return result
      })
    } catch (error) {
      const undone = isVictim(error) || (!committing && isPassing(error))
      if (!undone || attempt === attempts) throw error
      await sleep(Math.random() * longestPauseMs * attempt)
    }
  }
}

function isVictim(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && victims.has(error.code)
  )
}
