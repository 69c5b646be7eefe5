// What if the server is away for a moment? A new connection waits for it, so that its restart is a pause, not an error.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'

const pauseMs = 50

/** Socket gone or refused; and PostgreSQL's own words for "not yet" and "no longer" (class 57, operator intervention). */
const passing = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03'])

/** @returns whether an attempt to connect, or the first words on an old connection, failed for a reason that is likely to pass */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && passing.has(error.code)) return true
  return error.message === 'Connection terminated unexpectedly'
}

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: PoolClient['release'],
) => void

/** Changes `pool.connect`, by which its own `query`, Kysely and graphile-worker all go. Statements are never repeated. */
export function waitForServer(pool: Pool, patienceMs: number): void {
  const connect: () => Promise<PoolClient> = pool.connect.bind(pool)
  const patiently = async () => {
    for (const end = Date.now() + patienceMs; ; await sleep(pauseMs)) {
      try {
        return await connect()
      } catch (error) {
        if (!isPassing(error) || Date.now() >= end || pool.ending) throw error
      }
    }
  }
  const wrapped = (callback?: Callback) => {
    if (callback === undefined) return patiently()
    patiently().then(
      client => callback(undefined, client, client.release),
      error => callback(error, undefined, () => {}),
    )
  }
  pool.connect = wrapped as typeof pool.connect
}
