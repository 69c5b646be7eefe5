// How does a desk become one file, while it goes on working?
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Pack, pack } from 'tar-stream'
import { isDeskError } from '#kernel'
import type { Desk } from '#main'
import { upkeep } from '#repository'
import type { Storage } from '#storage'
import { temporaryFolder } from '../temporary.ts'
import { format, type Manifest, type Members, names } from './format.ts'
import { readCounters, readJobs, readMigrations, readTables, type Table } from './tables.ts'

type Source = Pick<Desk, 'pool' | 'storage' | 'repositories' | 'log'> & {
  config: { data_dir: string; secrets_key?: string | undefined }
}

export type Written = {
  tables: number
  blobs: number
  /** Digests of files that rows name and that are gone from the disk, or damaged; they are not in the archive. */
  lost: string[]
  repositories: number
  /** Projects whose repository is damaged; it is not in the archive. */
  lostRepositories: number[]
}

/**
 * Writes the archive to `target`. All rows are those of one moment; files are only ever added, so those that the rows
 * name are there.
 * @throws what `target` says, a full disk say
 */
export async function writeArchive(desk: Source, target: Writable): Promise<Written> {
  const tar = pack()
  const arrived = pipeline(tar, target)
  arrived.catch(() => {})
  try {
    const written = await fill(tar, desk)
    await arrived
    return written
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    // The first cause, not what came of it.
    await arrived
    throw error
  }
}

async function fill(tar: Pack, desk: Source): Promise<Written> {
  using folder = temporaryFolder(desk.config.data_dir, 'backup')
  const client = await desk.pool.connect()
  const members: Members = {}
  try {
    await client.query('begin isolation level repeatable read, read only')
    // Who takes the archive may be slow.
    await client.query('set local statement_timeout = 0')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    const manifest = await readManifest(client)
    await addText(tar, names.manifest, JSON.stringify(manifest), members)
    for (const table of manifest.tables) await addTable(tar, client, table, folder.path, members)
    const { rows } = await client.query<{ digest: string }>(
      'select distinct digest from uploads order by digest',
    )
    const { rows: projects } = await client.query<{ id: number }>(
      'select id::float8 as id from projects order by id',
    )
    await client.query('commit')
    await addSecretsKey(tar, desk, members)
    const lost: string[] = []
    for (const { digest } of rows) if (!(await addBlob(tar, desk.storage, digest, members))) lost.push(digest)
    const code = await addRepositories(tar, desk, projects, folder.path, members)
    await addText(tar, names.members, JSON.stringify(members), {})
    tar.finalize()
    return { tables: manifest.tables.length, blobs: rows.length - lost.length, lost, ...code }
  } finally {
    client.release(true)
  }
}

async function readManifest(client: PoolClient): Promise<Manifest> {
  return {
    format,
    created_at: new Date().toISOString(),
    migrations: await readMigrations(client),
    tables: await readTables(client),
    counters: await readCounters(client),
    jobs: await readJobs(client),
  }
}

/** Without it the passwords in the tables would open nowhere. One of the configuration is kept with that. */
async function addSecretsKey(tar: Pack, { config }: Source, members: Members): Promise<void> {
  if (config.secrets_key !== undefined) return
  const key = await readFile(join(config.data_dir, names.secretsKey), 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (key !== undefined) await addText(tar, names.secretsKey, key, members)
}

/** tar wants to know a member's size before its first byte, so a table goes through a file. */
async function addTable(
  tar: Pack,
  client: PoolClient,
  { name, columns }: Table,
  folder: string,
  members: Members,
): Promise<void> {
  const file = join(folder, name)
  const copy = client.query(copyTo(`copy public.${name} (${columns.join(', ')}) to stdout (format binary)`))
  await pipeline(copy, createWriteStream(file, { mode: 0o600 }))
  const { size } = await stat(file)
  const sha256 = await add(tar, names.table(name), size, () => createReadStream(file))
  members[names.table(name)] = { sha256, rows: copy.rowCount }
  await rm(file)
}

/**
 * After the rows: what is pushed while the backup runs may be in it though no row speaks of it, never the other way round.
 */
async function addRepositories(
  tar: Pack,
  { repositories, log }: Source,
  projects: readonly { id: number }[],
  folder: string,
  members: Members,
): Promise<Pick<Written, 'repositories' | 'lostRepositories'>> {
  const lostRepositories: number[] = []
  let count = 0
  for (const { id } of projects) {
    const repository = await repositories.find(id)
    if (repository === null) continue
    const file = join(folder, `${id}.bundle`)
    try {
      if (!(await upkeep.writeBundle(repository, file))) continue
    } catch (error) {
      log.error({ err: error, projectId: id }, 'a repository cannot be backed up')
      lostRepositories.push(id)
      continue
    }
    const { size } = await stat(file)
    const name = names.repository(id)
    members[name] = { sha256: await add(tar, name, size, () => createReadStream(file)) }
    await rm(file)
    count++
  }
  return { repositories: count, lostRepositories }
}

/** Read through before it is added: a file that is not what its name says could never be restored. @returns whether it was added */
async function addBlob(tar: Pack, storage: Storage, digest: string, members: Members): Promise<boolean> {
  const size = await sizeIfWhole(storage, digest)
  if (size === undefined) return false
  const sha256 = await add(tar, names.blob(digest), size, () => storage.read(digest))
  members[names.blob(digest)] = { sha256 }
  return true
}

async function sizeIfWhole(storage: Storage, digest: string): Promise<number | undefined> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of await storage.read(digest)) {
      hash.update(chunk)
      size += chunk.length
    }
  } catch (error) {
    if (isDeskError(error, 'not_found')) return undefined
    throw error
  }
  return hash.digest('hex') === digest ? size : undefined
}

async function addText(tar: Pack, name: string, text: string, members: Members): Promise<void> {
  const bytes = Buffer.from(text)
  members[name] = { sha256: createHash('sha256').update(bytes).digest('hex') }
  await new Promise<void>((resolve, reject) => {
    tar.entry({ name, mode: 0o600 }, bytes, error => (error ? reject(error) : resolve()))
  })
}

/** @returns the SHA-256 of what was added */
async function add(
  tar: Pack,
  name: string,
  size: number,
  source: () => Readable | Promise<Readable>,
): Promise<string> {
  const hash = createHash('sha256')
  const digest = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // First, since it throws where the target is broken, and then nothing must lie open.
  const entry = tar.entry({ name, size, mode: 0o600 })
  await pipeline(await source(), digest, entry)
  return hash.digest('hex')
}
