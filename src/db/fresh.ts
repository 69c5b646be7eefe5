// How does a test get a database of its own? A copy of a migrated template, dropped when the test is done.
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { silentLog } from '#kernel'
import { isLocked } from './embedded/lock.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import { migrate, readMigrations } from './migrate.ts'
import { type Database, openDatabase } from './pool.ts'

/** Names the server that the whole run shares; test/support/global-setup.ts sets it. */
const serverVariable = 'DESKBELL_TEST_PG'
const prefix = 'deskbell-test-'
const memoryFolder = '/dev/shm'
const neededBytes = 2 ** 30
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
    // Copying the files takes a third of the time that going through the log does (25 ms).
    await client.query(`create database ${name} template ${template} strategy file_copy`)
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
  const base = fastFolder()
  sweep(base)
  const dataDir = mkdtempSync(join(base, prefix))
  // Of root, too, the server runs as another user, who must be able to get there.
  chmodSync(dataDir, 0o711)
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  const server = await startEmbedded({ dataDir, log: silentLog, throwaway: true })
  return { server, remove }
}

/**
 * A copy of the template is 500 files: 25 ms in memory, up to 350 ms on an ext4 that has just deleted as many. In a
 * container the memory file system is often tiny (64 MB), hence the look at its room.
 */
function fastFolder(): string {
  if (!existsSync(memoryFolder)) return tmpdir()
  const { bavail, bsize } = statfsSync(memoryFolder)
  return bavail * bsize >= neededBytes ? memoryFolder : tmpdir()
}

/** Removes what runs that were killed left behind; their servers ended with them. */
function sweep(base: string): void {
  for (const name of readdirSync(base).filter(name => name.startsWith(prefix))) {
    const abandoned = join(base, name)
    try {
      if (existsSync(join(abandoned, 'desk.lock')) && !isLocked(abandoned))
        rmSync(abandoned, { recursive: true, force: true })
    } catch {
      // Another user's.
    }
  }
}

let own: Promise<string> | undefined
function ownServer(): Promise<string> {
  own ??= throwawayServer().then(({ server, remove }) => {
    // The server does not keep the process alive: when all else is done it is ended, and then so is the process.
    process.once('beforeExit', () => server.stop().finally(remove))
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
