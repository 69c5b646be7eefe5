// How does an unpacked archive become a desk? Files first, then all rows in one transaction, or not at all.
import { createReadStream } from 'node:fs'
import { chmod, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { DeskError } from '#kernel'
import { type Repositories, upkeep } from '#repository'
import type { Storage } from '#storage'
import { type Manifest, names } from './format.ts'
import { readTables, type Table } from './tables.ts'
import { damaged, type Unpacked } from './unpack.ts'

/** Files without rows do no harm, but rows without files do. */
export async function loadBlobs({ members, folder }: Unpacked, storage: Storage): Promise<number> {
  const blobs = Object.entries(members).filter(([name]) => name.startsWith(names.blob('')))
  for (const [name, { sha256 }] of blobs) {
    if (name !== names.blob(sha256)) throw damaged(`${name} is not what its name says`)
    await storage.put(createReadStream(join(folder, name)))
  }
  return blobs.length
}

/** After the rows, which say what the default branch of each is called. */
export async function loadRepositories(
  client: ClientBase,
  { members, folder }: Unpacked,
  repositories: Repositories,
): Promise<number> {
  const { rows } = await client.query<{ id: number; default_branch: string }>(
    'select id::float8 as id, default_branch from projects order by id',
  )
  let count = 0
  for (const project of rows) {
    const name = names.repository(project.id)
    if (members[name] === undefined) continue
    const repository = await repositories.open(project)
    await upkeep.readBundle(repository, join(folder, name)).catch(error => {
      throw damaged(`${name} cannot be read by git (${error.message})`)
    })
    count++
  }
  return count
}

/** The desk is empty, so that no other key has locked anything yet. */
export async function loadSecretsKey({ members, folder }: Unpacked, dataDir: string): Promise<void> {
  if (members[names.secretsKey] === undefined) return
  const path = join(dataDir, names.secretsKey)
  await copyFile(join(folder, names.secretsKey), path)
  await chmod(path, 0o600)
}

/** @throws DeskError 'conflict' if a row of anything is there */
export async function requireEmpty(client: ClientBase): Promise<void> {
  for (const { name } of await readTables(client)) {
    const { rowCount } = await client.query(`select from public.${name} limit 1`)
    if (rowCount !== 0)
      throw new DeskError('conflict', 'there is a desk already: restore onto an empty data_dir or database')
  }
}

/**
 * Loads all rows in one transaction.
 * @throws invalid if the archive does not fit the database; conflict if somebody lives there already
 */
export async function loadTables(client: ClientBase, unpacked: Unpacked): Promise<void> {
  await client.query('set statement_timeout = 0')
  await client.query('begin')
  try {
    // Triggers that tell webhooks of new rows keep still (migrations/018_web_hooks.sql).
    await client.query(`set local deskbell.restoring = 'on'`)
    await requireEmpty(client)
    for (const table of await tablesIn(client, unpacked.manifest)) await loadTable(client, table, unpacked)
    await setCounters(client, unpacked.manifest)
    await addJobs(client, unpacked.manifest)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
  // Without statistics the first hours would be slow.
  await client.query('analyze')
}

/** Names of tables and columns are the database's own: what stands in an archive never becomes SQL. */
async function tablesIn(client: ClientBase, manifest: Manifest): Promise<Table[]> {
  const tables = await readTables(client)
  if (JSON.stringify(tables) !== JSON.stringify(manifest.tables))
    throw damaged('its tables are not those of this release')
  return tables
}

async function loadTable(
  client: ClientBase,
  { name, columns }: Table,
  { members, folder }: Unpacked,
): Promise<void> {
  const member = names.table(name)
  if (members[member] === undefined) throw damaged(`${member} is missing`)
  const copy = client.query(
    copyFrom(`copy public.${name} (${columns.join(', ')}) from stdin (format binary)`),
  )
  await pipeline(createReadStream(join(folder, member)), copy).catch(error => {
    throw damaged(`${member} cannot be loaded (${error.message})`)
  })
  if (copy.rowCount !== members[member].rows)
    throw damaged(`${member} has ${copy.rowCount} rows and should have ${members[member].rows}`)
}

async function setCounters(client: ClientBase, { counters }: Manifest): Promise<void> {
  for (const { table, column, value, called } of counters) {
    await client.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3, $4)', [
      table,
      column,
      value,
      called,
    ])
  }
}

async function addJobs(client: ClientBase, { jobs }: Manifest): Promise<void> {
  for (const { task, payload, run_at, max_attempts, key } of jobs) {
    await client.query('select graphile_worker.add_job($1, $2::json, null, $3::timestamptz, $4::int, $5)', [
      task,
      JSON.stringify(payload),
      run_at,
      max_attempts,
      key,
    ])
  }
}
