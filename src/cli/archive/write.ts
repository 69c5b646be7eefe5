// How does a desk become one file, while it goes on working?
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type Pack, pack } from 'tar-stream'
import type { Desk } from '#main'
import { format, type Manifest, names } from './format.ts'
import { readCounters, readJobs, readMigrations, readTables, type Table } from './tables.ts'

/**
 * Writes the archive to `target`. All rows are those of one moment; files are only ever added, so those that the rows name
 * are there.
 * @returns how many bytes of tables and how many files it holds
 */
export async function writeArchive(desk: Desk, target: Writable): Promise<{ tables: number; blobs: number }> {
  const client = await desk.pool.connect()
  const folder = await mkdtemp(join(desk.config.data_dir, 'backup-'))
  const tar = pack()
  const written = pipeline(tar, target)
  const checksums: Record<string, string> = {}
  try {
    await client.query('begin isolation level repeatable read, read only')
    await client.query('set local statement_timeout = 0')
    const manifest = await readManifest(client)
    await addText(tar, names.manifest, JSON.stringify(manifest), checksums)
    for (const table of manifest.tables) await addTable(tar, client, table, folder, checksums)
    const { rows } = await client.query<{ digest: string }>(
      'select distinct digest from uploads order by digest',
    )
    await client.query('commit')
    for (const { digest } of rows) await addBlob(tar, desk, digest, checksums)
    await addText(tar, names.checksums, JSON.stringify(checksums), {})
    tar.finalize()
    await written
    return { tables: manifest.tables.length, blobs: rows.length }
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    await written.catch(() => {})
    throw error
  } finally {
    client.release(true)
    await rm(folder, { recursive: true, force: true })
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

/** tar wants to know a member's size before its first byte, so a table goes through a file. */
async function addTable(
  tar: Pack,
  client: PoolClient,
  { name, columns }: Table,
  folder: string,
  checksums: Record<string, string>,
): Promise<void> {
  const file = join(folder, name)
  const rows = client.query(copyTo(`copy public.${name} (${columns.join(', ')}) to stdout (format binary)`))
  await pipeline(rows, createWriteStream(file, { mode: 0o600 }))
  const { size } = await stat(file)
  await add(tar, names.table(name), size, createReadStream(file), checksums)
  await rm(file)
}

async function addBlob(
  tar: Pack,
  desk: Desk,
  digest: string,
  checksums: Record<string, string>,
): Promise<void> {
  const { rows } = await desk.pool.query<{ size: number }>(
    'select size from uploads where digest = $1 limit 1',
    [digest],
  )
  await add(tar, names.blob(digest), Number(rows[0]?.size ?? 0), await desk.storage.read(digest), checksums)
}

async function addText(
  tar: Pack,
  name: string,
  text: string,
  checksums: Record<string, string>,
): Promise<void> {
  const bytes = Buffer.from(text)
  checksums[name] = createHash('sha256').update(bytes).digest('hex')
  await new Promise<void>((resolve, reject) => {
    tar.entry({ name, mode: 0o600 }, bytes, error => (error ? reject(error) : resolve()))
  })
}

async function add(
  tar: Pack,
  name: string,
  size: number,
  source: Readable,
  checksums: Record<string, string>,
): Promise<void> {
  const hash = createHash('sha256')
  const count = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(source, count, tar.entry({ name, size, mode: 0o600 }))
  checksums[name] = hash.digest('hex')
}
