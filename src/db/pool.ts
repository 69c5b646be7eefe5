// How does the desk reach its database? Through one pool, with Kysely on top.
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Pool, type PoolClient } from 'pg'
import { type Log, silentLog } from '#kernel'
import { letRollbackPass, waitForServer } from './patience.ts'
import { nameStatements } from './prepared.ts'
import type { DB } from './schema.gen.ts'
import { deskTypes } from './types.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

/** An opened database; `close` waits for what is under way. */
export type Database = { db: Db; pool: Pool; url: string; close(): Promise<void> }

const limits = {
  connections: 10,
  /** No page or mail needs longer; what does is stuck or a mistake. Migrations are exempt. */
  statementMs: 30_000,
  /** A transaction that waits for nothing of ours still holds its row locks. */
  idleInTransactionMs: 60_000,
  /** For a free connection; rather an error than a queue without end. */
  waitMs: 30_000,
  /** A crashed server is back within about a second, recovery included; a desk must not hang much longer than that. */
  connectPatienceMs: 5_000,
  /** For the server to take leave; one that does not answer must not keep the desk from ending. */
  farewellMs: 1_000,
  /** At rest connections go, for the sake of memory. */
  idleMs: 10_000,
}

/**
 * @param url `postgres://user:password@host/database?sslmode=verify-full`, or a socket: `postgres:///deskbell?host=/run/postgresql`
 * @param options.max most connections at a time
 * @param options.connectPatienceMs how long a new connection waits for a server that is away
 */
export function openDatabase(
  url: string,
  options: { max?: number; log?: Log; connectPatienceMs?: number } = {},
): Database {
  const { max = limits.connections, log = silentLog, connectPatienceMs = limits.connectPatienceMs } = options
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'deskbell',
    types: deskTypes(),
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    connectionTimeoutMillis: limits.waitMs,
    idleTimeoutMillis: limits.idleMs,
    keepAlive: true,
  })
  // A connection that breaks, idle or in use, is the pool's to replace, and never the end of the process.
  pool.on('error', error => log.warn({ error: error.message }, 'a database connection broke'))
  const gone = new Map<PoolClient, Promise<void>>()
  pool.on('connect', (client: PoolClient) => {
    client.on('error', () => {})
    gone.set(
      client,
      new Promise(resolve => client.once('end', resolve)).then(() => void gone.delete(client)),
    )
    nameStatements(client)
    letRollbackPass(client)
  })
  waitForServer(pool, connectPatienceMs)
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  let closing: Promise<void> | undefined
  const close = () => {
    // Kysely ends the pool only if it has used it.
    closing ??= db
      .destroy()
      .then(() => (pool.ended || pool.ending ? undefined : pool.end()))
      // The pool forgets its connections before they are closed; a server that is stopped meanwhile would complain.
      .then(() =>
        Promise.race([Promise.all(gone.values()), sleep(limits.farewellMs, undefined, { ref: false })]),
      )
      .then(() => {})
    return closing
  }
  return { db, pool, url, close }
}
