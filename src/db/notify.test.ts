import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase, listen, notify, transaction } from './index.ts'

async function listening(url: string) {
  const heard = new EventEmitter()
  const listener = await listen(url, 'desk_live', payload => heard.emit('payload', payload), {
    onReconnect: () => heard.emit('reconnect'),
  })
  return { heard, close: listener.close }
}

test('what is notified is heard after the commit, and not after a rollback', async () => {
  await using fresh = await freshDatabase()
  const { heard, close } = await listening(fresh.url)
  const first = once(heard, 'payload')
  await assert.rejects(
    transaction(fresh.db, async tx => {
      await notify(tx, 'desk_live', { id: 1 })
      throw new Error('rolled back')
    }),
  )
  await transaction(fresh.db, tx => notify(tx, 'desk_live', { id: 2 }))
  assert.deepEqual(await first, [{ id: 2 }])
  await close()
})

test('a listener that is cut off listens again and says that it may have missed something', async () => {
  await using fresh = await freshDatabase()
  const { heard, close } = await listening(fresh.url)
  const back = once(heard, 'reconnect')
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'deskbell listener'`.execute(fresh.db)
  await back
  const payload = once(heard, 'payload')
  await transaction(fresh.db, tx => notify(tx, 'desk_live', { id: 3 }))
  assert.deepEqual(await payload, [{ id: 3 }])
  await close()
})

test('a subscriber that throws does not stop the listener', async () => {
  await using fresh = await freshDatabase()
  const heard = new EventEmitter()
  const listener = await listen(fresh.url, 'desk_live', payload => {
    heard.emit('payload', payload)
    throw new Error('clumsy')
  })
  for (const id of [1, 2]) {
    const payload = once(heard, 'payload')
    await transaction(fresh.db, tx => notify(tx, 'desk_live', { id }))
    assert.deepEqual(await payload, [{ id }])
  }
  await listener.close()
})

test('a payload that PostgreSQL would refuse is refused before', async () => {
  await using fresh = await freshDatabase()
  const send = (length: number) =>
    transaction(fresh.db, tx => notify(tx, 'desk_live', { text: 'x'.repeat(length) }))
  await send(7_999 - '{"text":""}'.length)
  await assert.rejects(send(8_000 - '{"text":""}'.length), /at most 7999 fit/)
})

test('a listener that cannot connect at first says so', async () => {
  await assert.rejects(
    listen('postgres:///none?host=/nowhere', 'desk_live', () => {}),
    /ENOENT/,
  )
})
