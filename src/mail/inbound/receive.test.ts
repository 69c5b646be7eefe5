import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { transaction } from '#db'
import { projects } from '#projects'
import { intake, letter } from '../../../test/support/intake.ts'
import { process, receive } from './index.ts'
import { limits } from './limits.ts'

/** Statements sent to the database, `begin` and `commit` among them. */
let statements = 0
const { query } = pg.Client.prototype
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  statements++
  return Reflect.apply(query, this, args)
} as typeof query

async function countStatements(work: () => Promise<void>): Promise<number> {
  const before = statements
  await work()
  return statements - before
}

const smtp = (recipients: string[]) =>
  ({ ingress: 'smtp', mailFrom: 'jane@customer.example', recipients }) as const

test('fifty deliveries of one mail at once become one ticket', async () => {
  await using desk = await intake()
  const mail = Buffer.from(letter())
  const accepted = await Promise.all(
    Array.from({ length: 50 }, () => receive(desk, mail, smtp([desk.widget.address]))),
  )
  const ids = accepted.flatMap(({ accepted }) => accepted.map(({ inboxId }) => inboxId))
  assert.equal(new Set(ids).size, 50)
  await Promise.all(ids.map(inboxId => process(desk, { inboxId })))
  const reasons = (await desk.rows()).map(row => row.reason)
  assert.equal(reasons.filter(reason => reason === 'new_ticket').length, 1)
  assert.equal(reasons.filter(reason => reason === 'duplicate').length, 49)
  assert.equal((await desk.ask('select from issues')).length, 1)
})

test('one mail worked on by many at once becomes one ticket', async () => {
  await using desk = await intake()
  const { accepted } = await receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))
  const [{ inboxId } = { inboxId: 0 }] = accepted
  await Promise.all(Array.from({ length: 10 }, () => process(desk, { inboxId })))
  assert.equal((await desk.ask('select from issues')).length, 1)
  assert.equal((await desk.row(inboxId)).ending, 'ticket_opened')
})

test('the same Message-ID with other content is no duplicate; it is flagged', async () => {
  await using desk = await intake()
  const id = { 'Message-ID': '<same@customer.example>' }
  await desk.take(letter(id, 'First words.'))
  const [row] = await desk.take(letter({ ...id, From: 'mallory@elsewhere.example' }, 'Other words.'))
  assert.equal(row?.reason, 'new_ticket')
  assert.match(String(row?.why.flag), /Message-ID with other content/)
})

test('mails without a Message-ID are told apart by what they say', async () => {
  await using desk = await intake()
  const take = async (body: string) => (await desk.take(letter({ 'Message-ID': '' }, body)))[0]?.reason
  assert.deepEqual(
    [await take('one'), await take('two'), await take('one')],
    ['new_ticket', 'new_ticket', 'duplicate'],
  )
})

test('mails that come while others are committed share the next commit', async () => {
  await using desk = await intake()
  await receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))
  const count = await countStatements(async () => {
    await Promise.all(
      Array.from({ length: 40 }, () => receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))),
    )
  })
  assert.equal((await desk.rows()).length, 41)
  // The first goes alone, the others by 32.
  assert.equal(count, 3)
})

test('one mail that cannot be kept does not spoil the others of its commit', async () => {
  await using desk = await intake()
  await desk.ask(`create function no_poison() returns trigger language plpgsql as $$ begin
    if new.client_name = 'poison' then raise exception 'poisoned'; end if; return new; end $$`)
  await desk.ask('create trigger no_poison before insert on inbox for each row execute function no_poison()')
  const results = await Promise.allSettled(
    ['good', 'poison', 'good', 'good'].map(clientName =>
      receive(desk, Buffer.from(letter()), { ...smtp([desk.widget.address]), clientName }),
    ),
  )
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  assert.equal((await desk.rows()).length, 3)
})

test('what PostgreSQL cannot keep in an envelope does not keep the mail out', async () => {
  await using desk = await intake()
  const { accepted } = await receive(desk, Buffer.from('\0\0\0'), {
    ingress: 'pipe',
    mailFrom: 'a\0b\ud800@customer.example',
    recipients: [desk.widget.address, `x\0@${'y'.repeat(5000)}`],
    clientName: 'c\0d',
  })
  assert.equal(accepted.length, 2)
})

test('the same item of a mailbox is accepted once, however often it is met', async () => {
  await using desk = await intake()
  const envelope = { ...smtp([desk.widget.address, desk.other.address]), sourceKey: 'mailbox:1:17' }
  const mail = Buffer.from(letter())
  const first = await receive(desk, mail, envelope)
  const again = await Promise.all([1, 2, 3].map(() => receive(desk, mail, envelope)))
  assert.equal(first.accepted.length, 2)
  for (const other of again) assert.deepEqual(other, first)
  assert.equal((await desk.rows()).length, 2)
})

test('a project that was deleted a moment ago leaves the mail to nobody, not lost', async () => {
  await using desk = await intake()
  await receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))
  await desk.ask('delete from projects where id = $1', [desk.widget.id])
  const { accepted } = await receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))
  assert.deepEqual(
    accepted.map(({ projectId }) => projectId),
    [null],
  )
})

test('a project that is made now takes mail now', async () => {
  await using desk = await intake()
  const address = 'incoming+acme/gizmo@desk.example'
  assert.deepEqual((await receive(desk, Buffer.from(letter()), smtp([address]))).accepted[0]?.projectId, null)
  const [group] = await desk.ask<{ id: number }>(`select id from namespaces where full_path = 'acme'`)
  const { id } = await transaction(desk.db, tx =>
    projects.create(tx, desk.root, { namespaceId: Number(group?.id), path: 'gizmo' }),
  )
  assert.equal((await receive(desk, Buffer.from(letter()), smtp([address]))).accepted[0]?.projectId, id)
})

test('a mail in pieces of any size is the same mail, whole or not at all', async () => {
  await using desk = await intake()
  const mail = Buffer.alloc(2 * limits.chunkBytes + 17, 'abc')
  async function* pieces() {
    for (let at = 0; at < mail.length; at += 70_001) yield mail.subarray(at, at + 70_001)
  }
  await receive(desk, { chunks: pieces(), size: mail.length }, smtp([desk.widget.address]))
  const [stored] = await desk.ask<{ size: number; same: boolean }>(
    `select r.size, r.digest = sha256(r.head || (select string_agg(bytes, '' order by seq)
       from raw_mail_chunks where raw_mail_id = r.id)) as same from raw_mails r`,
  )
  assert.deepEqual(stored, { size: mail.length, same: true })
  await assert.rejects(
    receive(desk, { chunks: pieces(), size: mail.length + 1 }, smtp([desk.widget.address])),
    /ended after/,
  )
  assert.equal((await desk.rows()).length, 1)
})

test('an ordinary mail costs no more than eight statements from its acceptance to its ticket', async () => {
  await using desk = await intake()
  const one = async () => {
    const { accepted } = await receive(desk, Buffer.from(letter()), smtp([desk.widget.address]))
    await process(desk, { inboxId: accepted[0]?.inboxId ?? 0 })
  }
  await one()
  // Accept; load; begin, do not wait for the disk, claim, open, settle, commit.
  assert.ok((await countStatements(one)) <= 8)
})
