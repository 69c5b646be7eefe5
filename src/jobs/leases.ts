// Whose jobs may be taken over? Those of a worker that died: its lease, a lock the database drops with the connection, is gone.

import type pg from 'pg'
import type { Log } from '#kernel'
import { pause } from './pause.ts'

/** First key of all advisory locks by which a worker shows that it lives. */
const leaseClass = 0x6465736b
/** A job locked more recently than this is left alone: its worker may be about to take its lease. */
const graceSeconds = 3
const retryMilliseconds = 1000

export type Leases = {
  add(workerId: string): void
  /** The worker has ended: whatever it had taken may be taken by others. */
  drop(workerId: string): void
  /** Resolves when `signal` was aborted and the leases are given up. */
  ended: Promise<void>
}

/**
 * Keeps the leases of this process's workers until `signal` is aborted, on one connection; when that breaks (PostgreSQL
 * restarted, network lost), all are taken anew.
 */
export function keepLeases(pool: pg.Pool, signal: AbortSignal, log: Log): Leases {
  const workerIds = new Set<string>()
  let client: pg.PoolClient | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** One question after the other: a connection takes no second one before it has answered the first. */
  const inTurn = (ask: () => Promise<unknown> | undefined): Promise<unknown> => {
    const mine = last.then(ask)
    last = mine.catch(() => {})
    return mine
  }
  const change = (call: string, workerId: string) => {
    // What fails here fails with the connection, and the next one begins with the set as it is then.
    const now = client
    inTurn(() => now?.query(`select ${call}($1, hashtext($2))`, [leaseClass, workerId])).catch(() => {})
  }
  const keep = async () => {
    while (!signal.aborted) {
      try {
        const onConnect = (connected: pg.PoolClient) => {
          client = connected
        }
        await holdOnce(pool, workerIds, { signal, onConnect, inTurn })
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'leases lost; taking them again')
        await pause(retryMilliseconds, signal)
      } finally {
        client = undefined
      }
    }
  }
  return {
    add(workerId) {
      workerIds.add(workerId)
      change('pg_advisory_lock', workerId)
    },
    drop(workerId) {
      workerIds.delete(workerId)
      change('pg_advisory_unlock', workerId)
    },
    ended: keep(),
  }
}

type Holding = {
  signal: AbortSignal
  onConnect: (client: pg.PoolClient) => void
  inTurn: (ask: () => Promise<unknown>) => Promise<unknown>
}

async function holdOnce(
  pool: pg.Pool,
  workerIds: ReadonlySet<string>,
  { signal, onConnect, inTurn }: Holding,
): Promise<void> {
  const client = await pool.connect()
  try {
    const lost = new Promise<never>((_, reject) => {
      client.once('error', reject)
      client.once('end', () => reject(new Error('connection ended')))
    })
    lost.catch(() => {})
    onConnect(client)
    // Copied at the instant from which on `change` asks this connection: each lock is taken once.
    const ids = [...workerIds]
    const all = 'select pg_advisory_lock($1, hashtext(id)) from unnest($2::text[]) id'
    await inTurn(() => client.query(all, [leaseClass, ids]))
    const stopped = new Promise<void>(resolve => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([lost, stopped])
  } finally {
    // Its locks go with the connection.
    client.release(true)
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
