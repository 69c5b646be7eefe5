import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Db, freshDatabase, openDatabase, transaction } from './index.ts'

const one = async (db: Db, expression: string) =>
  (await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db)).rows[0]?.value

test('numbers are numbers, moments are Dates, and a date stays a date', async () => {
  await using fresh = await freshDatabase()
  assert.equal(await one(fresh.db, '9007199254740991::bigint'), Number.MAX_SAFE_INTEGER)
  assert.equal(await one(fresh.db, '12.50::numeric'), 12.5)
  assert.equal(await one(fresh.db, `'2026-02-28'::date`), '2026-02-28')
  assert.deepEqual(await one(fresh.db, 'array[1, null, 3]::bigint[]'), [1, null, 3])
  assert.deepEqual(await one(fresh.db, `array['2026-02-28']::date[]`), ['2026-02-28'])
  assert.deepEqual(
    await one(fresh.db, `'2026-02-28 12:00+01'::timestamptz`),
    new Date('2026-02-28T11:00:00Z'),
  )
  assert.deepEqual(await one(fresh.db, `'\\x00ff'::bytea`), Buffer.from([0, 255]))
})

test('a statement that comes again is prepared, and follows a change of its table', async () => {
  await using fresh = await freshDatabase({ max: 1 })
  const all = () => sql`select * from odd where id > ${0}`.execute(fresh.db)
  await sql`create table odd (id integer)`.execute(fresh.db)
  await sql`insert into odd values (1)`.execute(fresh.db)
  for (let i = 0; i < 3; i++) assert.deepEqual((await all()).rows, [{ id: 1 }])
  const prepared = await sql`select from pg_prepared_statements where statement like '%from odd%'`.execute(
    fresh.db,
  )
  assert.equal(prepared.rows.length, 1)
  await sql`alter table odd add column name text`.execute(fresh.db)
  await all().catch(() => {})
  assert.deepEqual((await all()).rows, [{ id: 1, name: null }])
})

test('an error rolls the transaction back; without one it is committed', async () => {
  await using fresh = await freshDatabase()
  const put = (key: string, after: () => void) =>
    transaction(fresh.db, async tx => {
      await tx.insertInto('instance_settings').values({ key, value: '1' }).execute()
      after()
    })
  await put('kept', () => {})
  await assert.rejects(
    put('lost', () => {
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  const rows = await fresh.db.selectFrom('instance_settings').select('key').execute()
  assert.deepEqual(rows, [{ key: 'kept' }])
})

test('two transactions that lock each other out both come through', async () => {
  await using fresh = await freshDatabase()
  await sql`create table odd (id integer primary key, n integer not null default 0)`.execute(fresh.db)
  await sql`insert into odd values (1), (2)`.execute(fresh.db)
  let runs = 0
  const gate = Promise.withResolvers<void>()
  const both = (first: number, second: number) =>
    transaction(fresh.db, async tx => {
      await sql`update odd set n = n + 1 where id = ${first}`.execute(tx)
      if (++runs === 2) gate.resolve()
      await gate.promise
      await sql`update odd set n = n + 1 where id = ${second}`.execute(tx)
    })
  await Promise.all([both(1, 2), both(2, 1)])
  assert.ok(runs > 2, 'one was the victim and ran again')
  assert.equal(await one(fresh.db, '(select sum(n) from odd)'), 4)
})

test('a transaction that loses its connection before the commit runs again; its own errors are told as they are', async () => {
  await using fresh = await freshDatabase()
  const cut = 'select pg_terminate_backend(pg_backend_pid())'
  let runs = 0
  await transaction(fresh.db, async tx => {
    await tx.insertInto('instance_settings').values({ key: 'once', value: '1' }).execute()
    if (++runs === 1) await sql.raw(cut).execute(tx)
  })
  assert.equal(runs, 2)
  assert.equal(await one(fresh.db, '(select count(*) from instance_settings)'), 1)
  await assert.rejects(
    transaction(fresh.db, async tx => {
      await sql
        .raw(cut)
        .execute(tx)
        .catch(() => {})
      throw new Error('my own trouble')
    }),
    /my own trouble/,
  )
})

test('a verb that opens a transaction becomes part of the one it is given', async () => {
  await using fresh = await freshDatabase()
  await assert.rejects(
    transaction(fresh.db, async tx => {
      await transaction(tx, inner =>
        inner.insertInto('instance_settings').values({ key: 'inner', value: '1' }).execute(),
      )
      throw new Error('outer')
    }),
    /outer/,
  )
  assert.deepEqual(await fresh.db.selectFrom('instance_settings').select('key').execute(), [])
})

test('a connection that is cut, idle or in use, is replaced and never the end of the process', async () => {
  await using fresh = await freshDatabase({ max: 2 })
  const killer = openDatabase(fresh.url, { max: 1 })
  const client = await fresh.pool.connect()
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(killer.db)
  await assert.rejects(client.query('select 1'))
  client.release(true)
  assert.equal(await one(fresh.db, '1'), 1)
  await killer.close()
})

test('a wrong address is told as such', async () => {
  const database = openDatabase('postgres://nobody@127.0.0.1:1/none', { connectPatienceMs: 0 })
  await assert.rejects(one(database.db, '1'), /ECONNREFUSED/)
  await database.close()
})

test('an opened database closes more than once, used or not', async () => {
  const database = openDatabase('postgres:///none?host=/nowhere')
  await database.close()
  await database.close()
})
