// How does an archive become a desk again? Unpacked and checked first, then loaded in one transaction, or not at all.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { extract } from 'tar-stream'
import { DeskError } from '#kernel'
import type { Storage } from '#storage'
import { format, type Manifest, names } from './format.ts'
import { readMigrations } from './tables.ts'

const member = /^(?:deskbell\.json|checksums\.json|tables\/[a-z_]+\.copy|blobs\/[0-9a-f]{64})$/

const damaged = (what: string) => new DeskError('invalid', `the archive cannot be restored: ${what}`)

/**
 * Unpacks into `folder` and compares every member with its checksum.
 * @throws invalid that says what is wrong: no archive of ours, cut off, changed, of another format
 */
export async function unpack(source: Readable, folder: string): Promise<Manifest> {
  const found: Record<string, string> = {}
  const tar = extract()
  const read = pipeline(source, tar)
  // Of an archive that was cut off, the last member never ends; what ends is the reading.
  const cutOff = read.then(() => new Promise<never>(() => {}))
  cutOff.catch(() => {})
  try {
    for await (const entry of tar) {
      const { name } = entry.header
      if (!member.test(name)) throw damaged(`it holds "${name}", which no backup does`)
      const saved = save(entry as unknown as AsyncIterable<Uint8Array>, join(folder, name))
      saved.catch(() => {})
      found[name] = await Promise.race([saved, cutOff])
    }
    await read
  } catch (error) {
    throw error instanceof DeskError
      ? error
      : damaged(`it is damaged or no tar file (${(error as Error).message})`)
  }
  await compare(folder, found)
  const manifest = JSON.parse(await readFile(join(folder, names.manifest), 'utf8')) as Manifest
  if (manifest.format !== format)
    throw damaged(`its format is ${manifest.format}, this version reads ${format}`)
  return manifest
}

async function save(entry: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const hash = createHash('sha256')
  const digest = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(entry, digest, createWriteStream(path, { mode: 0o600 }))
  return hash.digest('hex')
}

async function compare(folder: string, found: Record<string, string>): Promise<void> {
  if (!(names.checksums in found)) throw damaged('it was cut off: its checksums are missing')
  const expected = JSON.parse(await readFile(join(folder, names.checksums), 'utf8')) as Record<string, string>
  for (const [name, digest] of Object.entries(expected)) {
    if (found[name] !== digest) throw damaged(name in found ? `${name} was changed` : `${name} is missing`)
  }
}

/** Files first: they do no harm without rows, but rows do without files. */
export async function restoreBlobs(
  manifestFolder: string,
  digests: readonly string[],
  storage: Storage,
): Promise<void> {
  for (const digest of digests) {
    const kept = await storage.put(createReadStream(join(manifestFolder, names.blob(digest))))
    if (kept.digest !== digest) throw damaged(`the file ${digest} is not what its name says`)
  }
}

/**
 * Loads all rows in one transaction.
 * @throws invalid if the database is of another version; conflict if somebody lives there already
 */
export async function loadTables(client: PoolClient, manifest: Manifest, folder: string): Promise<void> {
  await client.query('begin')
  await client.query('set local statement_timeout = 0')
  try {
    await requireEmpty(client, manifest)
    for (const { name, columns } of manifest.tables) {
      const target = client.query(
        copyFrom(`copy public.${name} (${columns.join(', ')}) from stdin (format binary)`),
      )
      await pipeline(createReadStream(join(folder, names.table(name))), target)
    }
    for (const { table, column, value, called } of manifest.counters) {
      await client.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3, $4)', [
        table,
        column,
        value,
        called,
      ])
    }
    for (const { task, payload, run_at, max_attempts, key } of manifest.jobs) {
      await client.query('select graphile_worker.add_job($1, $2::json, null, $3::timestamptz, $4::int, $5)', [
        task,
        JSON.stringify(payload),
        run_at,
        max_attempts,
        key,
      ])
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function requireEmpty(client: PoolClient, manifest: Manifest): Promise<void> {
  const present = await readMigrations(client)
  if (present.join('\n') !== manifest.migrations.join('\n')) {
    throw damaged('it was made by another version of Deskbell; restore it with that version, then upgrade')
  }
  for (const { name } of manifest.tables) {
    const { rowCount } = await client.query(`select from public.${name} limit 1`)
    if (rowCount !== 0)
      throw new DeskError('conflict', 'there is a desk already: restore onto an empty data_dir or database')
  }
}
