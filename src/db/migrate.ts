// Is the schema what this release expects? Numbered SQL files, each applied once.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import type { PoolClient } from 'pg'
import { DeskError } from '#kernel'
import type { Database } from './pool.ts'

export type Migration = { version: number; name: string; sql: string; checksum: string }

const folder = join(import.meta.dirname, 'migrations')
/** Any number will do, as long as no other program in the same database takes it. */
const lockKey = 0x6465736b

/**
 * Brings the database up to this release: our own tables, then those of graphile-worker. Several nodes may call it at once.
 * @throws DeskError 'conflict' if an applied file has changed since, or the database is of a later release
 */
export async function migrate(
  database: Pick<Database, 'pool' | 'url'>,
  migrations = readMigrations(),
): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await applyAll(client, migrations)
    // On a connection of its own: the pool may have but the one that holds the lock.
    await runMigrations({ connectionString: database.url })
  } finally {
    // Ends the session, and with it the lock and the setting, whatever state an error left it in.
    client.release(true)
  }
}

/** @returns the files of the folder in order; `001_people.sql` has version 1 and the name people */
export function readMigrations(from = folder): Migration[] {
  const migrations = readdirSync(from)
    .filter(file => file.endsWith('.sql'))
    .map(file => {
      const [, version = '', name = ''] = /^(\d{3,})_([a-z0-9_-]+)\.sql$/.exec(file) ?? []
      if (version === '') throw new Error(`${file}: a migration is named 001_what-it-makes.sql`)
      const sql = readFileSync(join(from, file), 'utf8')
      return { version: Number(version), name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => a.version - b.version)
  const twice = migrations.find((migration, i) => migrations[i + 1]?.version === migration.version)
  if (twice) throw new Error(`two migrations have the number ${twice.version}`)
  return migrations
}

async function applyAll(client: PoolClient, migrations: readonly Migration[]): Promise<void> {
  await client.query(`create table if not exists schema_migrations (
    version integer primary key, name text not null, checksum text not null, applied_at timestamptz(3) not null default now())`)
  const applied = await client.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from schema_migrations order by version',
  )
  const known = new Map(migrations.map(migration => [migration.version, migration]))
  for (const { version, name, checksum } of applied.rows) {
    const file = known.get(version)
    if (file === undefined)
      throw new DeskError(
        'conflict',
        `The database has migration ${version} (${name}), which this release does not know. Run the release that made it, or a later one.`,
      )
    if (file.checksum !== checksum)
      throw new DeskError(
        'conflict',
        `Migration ${version} (${name}) has changed since it was applied to this database. Put the file back as it was; changes go into a new one.`,
      )
  }
  const done = new Set(applied.rows.map(row => row.version))
  for (const migration of migrations) if (!done.has(migration.version)) await apply(client, migration)
}

async function apply(client: PoolClient, { version, name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(
      `migration ${version} (${name}) failed: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    )
  }
}
