// How does a test get a database of its own? A copy of a migrated template, dropped when the test is done.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { silentLog } from '#kernel'
import { type Embedded, startEmbedded } from './embedded.ts'
import { migrate, readMigrations } from './migrate.ts'
import { type Database, openDatabase } from './pool.ts'

/** Names the server that the whole run shares; test/support/global-setup.ts sets it. */
const serverVariable = 'DESKBELL_TEST_PG'
const lockKey = 0x74657374

/**
 * A migrated, empty database: `await using fresh = await freshDatabase()`. Without a server for the whole run, one is
 * started for this process and ended with it.
 */
export async function freshDatabase(options: { max?: number } = {}): Promise<Database & AsyncDisposable> {
  const server = process.env[serverVariable] ?? (await ownServer())
  const name = `test_${randomBytes(8).toString('hex')}`
  await withClient(server, async client => {
    const template = await ensureTemplate(client, server)
    await client.query(`create database ${name} template ${template}`)
  })
  const database = openDatabase(inDatabase(server, name), options)
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= database
      .close()
      .then(() => withClient(server, client => client.query(`drop database ${name} with (force)`)))
      .then(() => {})
    return closed
  }
  return { ...database, close, [Symbol.asyncDispose]: close }
}

/** Starts a server that forgets everything when it ends. */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const { server, remove } = await throwawayServer()
  return { url: server.url, stop: () => server.stop().finally(remove) }
}

async function throwawayServer(): Promise<{ server: Embedded; remove(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-test-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  const server = await startEmbedded({ dataDir, log: silentLog, throwaway: true })
  return { server, remove }
}

let own: Promise<string> | undefined
function ownServer(): Promise<string> {
  own ??= throwawayServer().then(({ server, remove }) => {
    // The server does not keep the process alive: when all else is done it is ended, and then so is the process.
    process.once('beforeExit', () => server.stop().finally(remove))
    process.once('exit', remove)
    return server.url
  })
  return own
}

let template: Promise<string> | undefined
function ensureTemplate(client: Client, server: string): Promise<string> {
  template ??= makeTemplate(client, server)
  return template
}

/** Made by the first process that needs it. The name says from what, so a changed migration makes another. */
async function makeTemplate(client: Client, server: string): Promise<string> {
  const migrations = readMigrations()
  const { version } = createRequire(import.meta.url)('graphile-worker/package.json')
  const made = [version, ...migrations.map(migration => migration.checksum)].join()
  const name = `template_${createHash('sha256').update(made).digest('hex').slice(0, 16)}`
  await client.query('select pg_advisory_lock($1)', [lockKey])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 1) return name
    const unfinished = `${name}_new`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    const database = openDatabase(inDatabase(server, unfinished))
    await migrate(database, migrations).finally(database.close)
    await client.query(`alter database ${unfinished} rename to ${name}`)
    return name
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey])
  }
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
