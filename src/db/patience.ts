// What if the server is away for a moment? A new connection waits for it, so that its restart is a pause, not an error.
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientBase, Pool, PoolClient } from 'pg'

const pauseMs = 50

/** Socket gone or refused; and PostgreSQL's own words for "not yet" and "no longer" (class 57, operator intervention). */
const passing = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'])

/** Without a code, since these are said by pg itself. */
const lost = new Set([
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
])

/** @returns whether the server was away, or went away, in a way that is likely to pass */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return lost.has(error.message) || ('code' in error && passing.has(String(error.code)))
}

/**
 * Kysely rolls back after an error, on a connection that may have died of it. What is dead is rolled back; an error
 * here would hide the first one.
 */
export function letRollbackPass(client: ClientBase): void {
  const query: (...args: unknown[]) => unknown = client.query.bind(client)
  const forgiving = (...args: unknown[]) => {
    const result = query(...args)
    if (args[0] !== 'rollback' || !(result instanceof Promise)) return result
    return result.catch(error => {
      if (!isPassing(error)) throw error
      return { command: 'ROLLBACK', rowCount: null, rows: [] }
    })
  }
  client.query = forgiving as typeof client.query
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
