import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeSchema } from './describe.ts'
import { freshDatabase } from './index.ts'

test('the types in schema.gen.ts are what the migrations make; if not: npm run schema', async () => {
  await using fresh = await freshDatabase()
  const written = readFileSync(join(import.meta.dirname, 'schema.gen.ts'), 'utf8')
  assert.equal(written, await describeSchema(fresh.pool))
})

test('a column is optional on insert if the database fills it, and never written if it always does', async () => {
  await using fresh = await freshDatabase()
  await fresh.pool.query(`create table odd (
    id bigint generated always as identity, name text not null, seen timestamptz not null default now(),
    tags text[], twice integer generated always as (2) stored, raw bytea not null, data jsonb)`)
  const text = await describeSchema(fresh.pool)
  assert.match(
    text,
    / {2}odd: \{\n {4}id: Always<number>\n {4}name: string\n {4}seen: Default<Time>\n {4}tags: string\[\] \| null\n {4}twice: Always<number \| null>\n {4}raw: Bytes\n {4}data: Json \| null\n {2}\}/,
  )
})

test('a type that nobody has thought of stops the generator', async () => {
  await using fresh = await freshDatabase()
  await fresh.pool.query('create table odd (place point)')
  await assert.rejects(describeSchema(fresh.pool), /odd\.place: the type point/)
})
