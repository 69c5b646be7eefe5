// How does a verb get its transaction?
import { setTimeout as sleep } from 'node:timers/promises'
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
 * Commits wait for the disk, those of jobs too: a job that is done in memory is struck off after a crash of PostgreSQL, and
 * with `synchronous_commit = off` what it did would be gone by then.
 */
export async function transaction<T>(db: Db, fn: (tx: Tx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return fn(db as Tx)
  for (let attempt = 1; ; attempt++) {
    let committing = false
    try {
      return await db.transaction().execute(async tx => {
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
