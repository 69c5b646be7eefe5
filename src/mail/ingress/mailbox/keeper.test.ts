// Is each mailbox read by one process, again after a failure, and is its state told?
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Intake, intake, letter } from '../../../../test/support/intake.ts'
import { accountOf, type BoxSettings } from './box.ts'
import { keepMailboxes, type Readers } from './keeper.ts'
import { clearLeftover, listLeftovers, noteLeftover } from './leftovers.ts'
import type { Item, Reader, ReaderContext } from './reader.ts'
import { takenBefore } from './take.ts'

const box: BoxSettings = {
  enabled: true,
  address: 'incoming+%{key}@desk.example',
  user: 'Incoming@desk.example',
  password: 'secret',
  host: 'imap.desk.example',
  port: 993,
  ssl: true,
  start_tls: false,
  openssl_verify_mode: 'peer',
  mailbox: 'inbox',
  idle_timeout: 60,
  expunge_deleted: false,
  delete_after_delivery: true,
  inbox_method: 'imap',
}
const account = accountOf(box)

/** A mailbox on a desk whose reader is a function of the test. */
const mailbox = (desk: Intake, changes: Partial<BoxSettings> = {}) => ({
  ...desk,
  pool: desk.database.pool,
  config: { ...desk.config, incoming_email: { ...box, ...changes } },
})
const readers = (reader: Reader): Readers => ({ imap: reader, microsoft_graph: reader })
const ended = (signal: AbortSignal) =>
  new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
const item = (id: string, text = letter()): Item => ({
  id,
  bytes: Buffer.from(text.replaceAll('\n', '\r\n')),
})
const stateIn = async (desk: Intake) =>
  (await desk.ask<Record<string, unknown>>('select * from mailbox_states'))[0]

/** Resolves when `condition` holds; asked again each time the test's events run. */
async function until<T>(condition: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const met = await condition()
    if (met) return met
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

test('an item is taken once under its name, however often it is met', async () => {
  await using desk = await intake()
  const done = Promise.withResolvers<number[][]>()
  const keeper = keepMailboxes(
    mailbox(desk),
    readers(async ({ take, signal }) => {
      const first = await take(item('1:1'))
      const again = await Promise.all([take(item('1:1')), take(item('1:1'))])
      done.resolve([first, ...again].map(({ inboxIds }) => inboxIds))
      await ended(signal)
    }),
  )
  const [first, second, third] = await done.promise
  await keeper.stop()
  assert.deepEqual(second, first)
  assert.deepEqual(third, first)
  assert.equal((await desk.rows()).length, 1)
  assert.deepEqual([...(await takenBefore(desk.db, account, ['1:1', '1:2']))], ['1:1'])
})

test('of a mail larger than is taken only the beginning is kept, and its sender is told', async () => {
  await using desk = await intake({ limits: { mail_bytes: 1024 * 1024 } })
  const text = Buffer.from(letter({}, 'x'.repeat(500_000)).replaceAll('\n', '\r\n'))
  let asked = 0
  async function* endless() {
    yield text
    for (;;) {
      asked++
      yield Buffer.alloc(100_000, 120)
    }
  }
  const done = Promise.withResolvers<boolean>()
  const keeper = keepMailboxes(
    mailbox(desk),
    readers(async ({ take, signal }) => {
      done.resolve((await take({ id: '1:1', bytes: endless(), size: 200_000_000 })).tooLarge)
      await ended(signal)
    }),
  )
  assert.equal(await done.promise, true)
  await keeper.stop()
  await desk.work()
  const [row] = await desk.rows()
  assert.equal(row?.reason, 'too_large')
  assert.match(JSON.stringify(row?.why), /200000000 bytes/)
  assert.ok(asked < 10, 'it was read on although it could not be kept')
  assert.equal((await desk.ask('select from issues')).length, 0)
})

test('a reader that fails is started again, and the state says why and since when', async () => {
  await using desk = await intake()
  let starts = 0
  const keeper = keepMailboxes(
    mailbox(desk),
    readers(async ({ connected, progress, signal }) => {
      if (++starts < 3) throw new Error(`imap.desk.example:993 refuses the sign-in (${starts})`)
      connected({ idle: true })
      progress({ waiting: 2, oldestWaitingAt: new Date('2025-10-02T10:00:00Z') })
      await ended(signal)
    }),
  )
  const failing = await until(async () => {
    const state = await stateIn(desk)
    return String(state?.last_error).includes('(2)') && state
  })
  assert.equal(failing.state, 'failing')
  const working = await until(async () => {
    const state = await stateIn(desk)
    return state?.state === 'connected' && state.waiting === 2 && state
  })
  await keeper.stop()
  assert.equal(starts, 3)
  assert.equal(working.idle, true)
  assert.match(String(working.last_error), /refuses the sign-in/)
  assert.ok((working.since as Date) > (failing.since as Date))
})

test('several processes have one reader, and the next takes over when its connection breaks', async () => {
  await using desk = await intake()
  const reading: string[] = []
  const lost = Promise.withResolvers<void>()
  const reader = (name: string): Reader =>
    async function read({ signal }: ReaderContext) {
      reading.push(name)
      await ended(signal)
      lost.resolve()
    }
  const first = keepMailboxes(mailbox(desk), readers(reader('first')))
  await until(async () => reading.length === 1)
  const second = keepMailboxes(mailbox(desk), readers(reader('second')))
  await desk.ask(
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and classid = $1 and database = (select oid from pg_database where datname = current_database())`,
    [0x6d626f78],
  )
  await lost.promise
  await until(async () => reading.length === 2)
  await Promise.all([first.stop(), second.stop()])
  assert.equal(reading[0], 'first')
})

test('each mail handled is a line of JSON in log_path, whose folder is made', async () => {
  await using desk = await intake()
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-journal-'))
  try {
    const path = join(folder, 'log', 'mailroom.log')
    const done = Promise.withResolvers<void>()
    const keeper = keepMailboxes(
      mailbox(desk, { log_path: path }),
      readers(async ({ take, signal }) => {
        await take(item('7:1'))
        await take(item('7:2', letter({ Subject: 'Another' })))
        done.resolve()
        await ended(signal)
      }),
    )
    await done.promise
    await keeper.stop()
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ uid, action, context }) => [uid, action, context.email]),
      [
        ['7:1', 'delivered', box.user],
        ['7:2', 'delivered', box.user],
      ],
    )
    assert.deepEqual(lines[0].inbox_ids, [(await desk.rows())[0]?.id])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('nothing is taken any more once the desk stops', async () => {
  await using desk = await intake()
  const refused = Promise.withResolvers<unknown>()
  const begun = Promise.withResolvers<void>()
  const keeper = keepMailboxes(
    mailbox(desk),
    readers(async ({ take, signal }) => {
      begun.resolve()
      await ended(signal)
      refused.resolve(await take(item('1:1')).catch(error => error))
    }),
  )
  await begun.promise
  await keeper.stop()
  assert.ok((await refused.promise) instanceof Error)
  assert.deepEqual(await desk.rows(), [])
})

test('a mail that could not be taken is tried in growing pauses and given up at last', async () => {
  await using desk = await intake()
  const dueIn = (minutes: number) => listLeftovers(desk.db, account, new Date(Date.now() + minutes * 60_000))
  await noteLeftover(desk.db, account, '1:7', 'the server sent no body')
  assert.deepEqual(await dueIn(0), [])
  assert.deepEqual(await dueIn(2), ['1:7'])
  await noteLeftover(desk.db, account, '1:7', 'again')
  assert.deepEqual(await dueIn(2), [])
  assert.deepEqual(await dueIn(6), ['1:7'])
  for (let i = 0; i < 5; i++) await noteLeftover(desk.db, account, '1:7', 'again')
  assert.deepEqual(await dueIn(100_000), [])
  assert.equal((await desk.ask('select from mailbox_leftovers')).length, 1)
  await clearLeftover(desk.db, account, '1:7')
  assert.equal((await desk.ask('select from mailbox_leftovers')).length, 0)
})

test('a mailbox that only has an address is not read', async () => {
  await using desk = await intake()
  const keeper = keepMailboxes(
    mailbox(desk, { host: undefined, user: undefined }),
    readers(async () => assert.fail('it has no server')),
  )
  await keeper.stop()
  assert.equal(await stateIn(desk), undefined)
})
