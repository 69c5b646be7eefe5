import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isDeskError } from '#kernel'
import { freshDatabase, migrate, openDatabase } from './index.ts'
import { readMigrations } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'deskbell-migrations-'))
after(() => rmSync(folder, { recursive: true }))
const ours = readMigrations()
/** The product's own migrations and one more. */
function withOneMore(sql: string) {
  writeFileSync(join(folder, '900_extra.sql'), sql)
  return [...ours, ...readMigrations(folder)]
}
const versions = async (pool: { query(sql: string): Promise<{ rows: { version: number }[] }> }) =>
  (await pool.query('select version from schema_migrations order by version')).rows.map(row => row.version)

test('a fresh database has every migration, and the tables of the job queue', async () => {
  await using fresh = await freshDatabase({ max: 1 })
  assert.deepEqual(
    await versions(fresh.pool),
    ours.map(migration => migration.version),
  )
  await fresh.pool.query(`select graphile_worker.add_job('nothing')`)
  await migrate(fresh)
})

test('several nodes that start at once apply a new migration once', async () => {
  await using fresh = await freshDatabase()
  const migrations = withOneMore('create table extra (id integer); insert into extra values (1);')
  const nodes = Array.from({ length: 4 }, () => openDatabase(fresh.url))
  await Promise.all(nodes.map(node => migrate(node, migrations).finally(node.close)))
  const { rows } = await fresh.pool.query('select * from extra')
  assert.deepEqual(rows, [{ id: 1 }])
})

test('a migration that fails leaves nothing of itself, names itself, and can be tried again', async () => {
  await using fresh = await freshDatabase()
  const broken = withOneMore('create table extra (id integer); select 1 / 0;')
  await assert.rejects(migrate(fresh, broken), /migration 900 \(extra\) failed: division by zero/)
  assert.ok(!(await versions(fresh.pool)).includes(900))
  await migrate(fresh, withOneMore('create table extra (id integer);'))
  assert.ok((await versions(fresh.pool)).includes(900))
})

test('an applied file that has changed is refused by name', async () => {
  await using fresh = await freshDatabase()
  await migrate(fresh, withOneMore('create table extra (id integer);'))
  await assert.rejects(
    migrate(fresh, withOneMore('create table extra (id bigint);')),
    error => isDeskError(error, 'conflict') && /Migration 900 \(extra\) has changed/.test(`${error}`),
  )
})

test('a database of a later release is refused', async () => {
  await using fresh = await freshDatabase()
  await migrate(fresh, withOneMore('create table extra (id integer);'))
  await assert.rejects(
    migrate(fresh, ours),
    error => isDeskError(error, 'conflict') && /does not know/.test(`${error}`),
  )
})

test('a file without a number, or with one taken, is a mistake that is told', () => {
  writeFileSync(join(folder, 'extra.sql'), '')
  assert.throws(() => readMigrations(folder), /extra\.sql: a migration is named/)
  rmSync(join(folder, 'extra.sql'))
  writeFileSync(join(folder, '0900_twice.sql'), '')
  assert.throws(() => readMigrations(folder), /two migrations have the number 900/)
  rmSync(join(folder, '0900_twice.sql'))
})
