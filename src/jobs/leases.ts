// Whose jobs may be taken over? Those of a worker that died: its lease, a lock the database drops with the connection, is gone.

import type pg from 'pg'
import type { Log } from '#kernel'

/** First key of all advisory locks by which a worker shows that it lives. */
const leaseClass = 0x6465736b
/** A job locked more recently than this is left alone: its worker may be about to take its lease. */
const graceSeconds = 3
const retryMilliseconds = 1000

/**
 * Holds the leases of this process's workers until `signal` is aborted, taking them anew when the connection breaks
 * (PostgreSQL restarted, network lost).
 */
export async function holdLeases(
  pool: pg.Pool,
  workerIds: readonly string[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await holdOnce(pool, workerIds, signal)
    } catch (error) {
      if (signal.aborted) return
      log.warn({ err: error, workerIds }, 'leases lost; taking them again')
      await new Promise(resolve => setTimeout(resolve, retryMilliseconds))
    }
  }
}

async function holdOnce(pool: pg.Pool, workerIds: readonly string[], signal: AbortSignal): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    const lost = new Promise<never>((_, reject) => {
      client.once('error', reject)
      client.once('end', () => reject(new Error('connection ended')))
    })
    lost.catch(() => {})
    await client.query('select pg_advisory_lock($1, hashtext(id)) from unnest($2::text[]) id', [
      leaseClass,
      workerIds,
    ])
    const stopped = new Promise<void>(resolve => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([lost, stopped])
    await client.query('select pg_advisory_unlock($1, hashtext(id)) from unnest($2::text[]) id', [
      leaseClass,
      workerIds,
    ])
    broken = false
  } finally {
    client.release(broken)
  }
}

/** Makes the jobs of dead workers available again. Returns how many workers were found dead. */
export async function releaseJobsOfTheDead(pool: pg.Pool): Promise<number> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ locked_by: string; dead: boolean }>(
      `select locked_by, pg_try_advisory_lock($1, hashtext(locked_by)) as dead
       from (select distinct locked_by from graphile_worker.jobs
             where locked_at < now() - make_interval(secs => $2)) as holders`,
      [leaseClass, graceSeconds],
    )
    const dead = rows.filter(row => row.dead).map(row => row.locked_by)
    if (dead.length > 0) {
      await client.query('select graphile_worker.force_unlock_workers($1)', [dead])
      for (const id of dead)
        await client.query('select pg_advisory_unlock($1, hashtext($2))', [leaseClass, id])
    }
    return dead.length
  } finally {
    client.release()
  }
}
