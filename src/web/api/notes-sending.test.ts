// Is a note sent with care? Not over the head of who wrote meanwhile, and not before it can be taken back no more.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { closeTransports, deliver, notify, outbox } from '#mail/outbound'
import { type SmtpSink, startSmtpSink } from '../../../test/support/smtp-sink.ts'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

type Delivery = { outbox_id: number; state: string; send_at: string | null; recipient: string }

const jane = 'jane@customer.example'
let sink: SmtpSink
let desk: WebTracker
let ticket: { id: number; iid: number }
let url: string

before(async () => {
  sink = await startSmtpSink()
  const smtp = {
    address: sink.host,
    port: sink.port,
    enable_starttls_auto: false,
    enable_starttls: false,
    tls: false,
    ssl: false,
    openssl_verify_mode: 'none' as const,
  }
  desk = await webTracker({ desk: plain => ({ ...plain, config: { ...plain.config, smtp } }) })
})
after(async () => {
  closeTransports()
  await desk[Symbol.asyncDispose]()
  await sink.close()
})
beforeEach(async () => {
  ticket = await desk.ticket()
  url = `/projects/${desk.open}/issues/${ticket.iid}/notes`
  await sql`insert into issue_email_participants (issue_id, email, address) values (${ticket.id}, ${jane}, ${jane})
    on conflict do nothing`.execute(desk.desk.db)
  sink.mails.length = 0
})

const post = (by: TestPerson, payload: object) => desk.as(by, { method: 'POST', url, payload })
const remove = (by: TestPerson, id: number, query = '') =>
  desk.as(by, { method: 'DELETE', url: `${url}/${id}${query}` })

/** What the job of the note's event would do. */
async function announce(noteId: number): Promise<number[]> {
  const { id: eventId } = await desk.desk.db
    .selectFrom('events')
    .select('id')
    .where('note_id', '=', noteId)
    .where('kind', '=', 'note_added')
    .executeTakeFirstOrThrow()
  return notify(desk.desk, { eventId })
}

async function send(ids: readonly number[]): Promise<void> {
  for (const outboxId of ids) await deliver(desk.desk, { outboxId })
}

async function waited(ids: readonly number[]): Promise<void> {
  await sql`update outbox set next_attempt_at = now() where id = any (${[...ids]}::bigint[])
    and next_attempt_at is not null`.execute(desk.desk.db)
}

const mailsOf = async (ids: readonly number[]) => {
  const { rows } = await sql<{ state: string; note_id: number | null; last_error: string | null }>`
    select state, note_id, last_error from outbox where id = any (${[...ids]}::bigint[])`.execute(
    desk.desk.db,
  )
  return rows
}

/** The jobs that send the mail: whether each is to run when the mail may leave. */
const jobsAt = async (delivery: Delivery | undefined) => {
  const { rows } = await sql<{ inTime: boolean }>`
    select run_at = ${delivery?.send_at}::timestamptz as "inTime" from graphile_worker._private_jobs
    where payload ->> 'outboxId' = ${String(delivery?.outbox_id)}`.execute(desk.desk.db)
  return rows
}

const deliveriesOf = async (noteId: number): Promise<Delivery[]> =>
  (await desk.as(desk.reporter, { url: `${url}/${noteId}` })).json().deliveries

test('who did not see the last words is told who wrote them, and nothing is written', async () => {
  const first = await post(desk.maintainer, { body: 'I look at it' })
  await desk.mailed(ticket.id)
  for (const [seen, who] of [
    [0, 'maintainer Example and Jane'],
    [first.json().id, 'Jane'],
  ] as const) {
    const refused = await post(desk.reporter, { body: 'Sent', last_seen_note_id: seen })
    assert.equal(refused.statusCode, 409, refused.body)
    assert.deepEqual(refused.json(), { message: `${who} wrote meanwhile; nothing was sent` })
  }
  const quick = await post(desk.reporter, { body: '/close', last_seen_note_id: 0 })
  assert.equal(quick.statusCode, 409)
  const issue = (await desk.as(desk.reporter, { url: `/projects/${desk.open}/issues/${ticket.iid}` })).json()
  assert.deepEqual([issue.state, issue.user_notes_count], ['opened', 2])
  const [last] = (await desk.as(desk.reporter, { url })).json()
  assert.equal((await post(desk.reporter, { body: 'Sent', last_seen_note_id: last.id })).statusCode, 201)
})

test('the own notes and what the desk notes stop nobody', async () => {
  await post(desk.reporter, { body: 'One' })
  await post(desk.maintainer, { body: '/title Better' })
  assert.equal((await post(desk.reporter, { body: 'Two', last_seen_note_id: 0 })).statusCode, 201)
})

test('an internal note stops nobody who may not read it, and an address is masked below Reporter', async () => {
  ticket = await desk.issue()
  url = `/projects/${desk.open}/issues/${ticket.iid}/notes`
  await post(desk.reporter, { body: 'Between us', internal: true })
  const sent = await post(desk.guest, { body: 'Hello?', last_seen_note_id: 0 })
  assert.equal(sent.statusCode, 201, sent.body)
  await desk.mailed(ticket.id, { external: { address: jane, name: jane } })
  const refused = await post(desk.guest, { body: 'Hello?', last_seen_note_id: sent.json().id })
  assert.deepEqual(refused.json(), { message: 'ja*****@c*****.e** wrote meanwhile; nothing was sent' })
})

test('of several who answer at once, one gets through', async () => {
  const people = [desk.reporter, desk.maintainer, desk.owner, desk.root]
  const answers = await Promise.all(people.map(by => post(by, { body: 'Mine', last_seen_note_id: 0 })))
  assert.deepEqual(answers.map(answer => answer.statusCode).sort(), [201, 409, 409, 409])
})

test('the mails of a note wait until it can be taken back no more', async () => {
  const { id } = (await post(desk.reporter, { body: 'Slow', undo_seconds: 30 })).json()
  const ids = await announce(id)
  const [delivery] = await deliveriesOf(id)
  assert.deepEqual([delivery?.recipient, delivery?.state], [jane, 'queued'])
  const { created_at } = (await desk.as(desk.reporter, { url: `${url}/${id}` })).json()
  assert.equal(Date.parse(delivery?.send_at ?? '') - Date.parse(created_at), 30_000)
  assert.deepEqual(await jobsAt(delivery), [{ inTime: true }])
  await send(ids)
  assert.equal(sink.mails.length, 0)
  await waited(ids)
  await send(ids)
  await sink.waitFor(1, mail => mail.to.includes(jane))
  const [sent] = await deliveriesOf(id)
  assert.deepEqual([sent?.state, sent?.send_at], ['sent', null])
})

test('a note deleted in time reaches nobody, and the outbox says so', async () => {
  const { id } = (await post(desk.reporter, { body: 'A slip', undo_seconds: 30 })).json()
  const ids = await announce(id)
  const gone = await remove(desk.reporter, id, '?unsent=true')
  assert.equal(gone.statusCode, 204, gone.body)
  await waited(ids)
  await send(ids)
  assert.equal(sink.mails.length, 0)
  for (const mail of await mailsOf(ids))
    assert.deepEqual(mail, {
      state: 'cancelled',
      note_id: null,
      last_error: 'the note was deleted before the mail left',
    })
  const resend = { method: 'POST', url: `/admin/outbox/${ids[0]}/resend` } as const
  assert.equal((await desk.as(desk.root, resend)).statusCode, 409)
  assert.equal((await desk.as(desk.root, { url: `/admin/outbox/${ids[0]}` })).json().state, 'cancelled')
  const next = (await post(desk.reporter, { body: 'Better' })).json()
  await send(await announce(next.id))
  const [mail] = await sink.waitFor(1, candidate => candidate.to.includes(jane))
  assert.doesNotMatch(mail?.text ?? '', /A slip/)
  assert.doesNotMatch(mail?.text ?? '', /^In-Reply-To:/m, 'nobody has the mail that was cancelled')
})

test('a note deleted before its mails were written, and one that waits for another try, reach nobody', async () => {
  const early = (await post(desk.reporter, { body: 'Early', undo_seconds: 30 })).json()
  const { id: eventId } = await desk.desk.db
    .selectFrom('events')
    .select('id')
    .where('note_id', '=', early.id)
    .executeTakeFirstOrThrow()
  await remove(desk.reporter, early.id)
  assert.deepEqual(await notify(desk.desk, { eventId }), [])
  sink.answer = () => '451 4.3.0 Try later'
  const { id } = (await post(desk.reporter, { body: 'Tried' })).json()
  const ids = await announce(id)
  await send(ids)
  sink.answer = () => null
  await remove(desk.reporter, id)
  await waited(ids)
  await send(ids)
  assert.equal(sink.mails.length, 0)
})

test('once a mail has left, the note goes only if that was not asked to stop it', async () => {
  const { id } = (await post(desk.reporter, { body: 'Out' })).json()
  await send(await announce(id))
  const refused = await remove(desk.reporter, id, '?unsent=true')
  assert.deepEqual(
    [refused.statusCode, refused.json().message],
    [409, 'A mail of this note has left already'],
  )
  assert.equal((await deliveriesOf(id))[0]?.state, 'sent')
  assert.equal((await remove(desk.guest, id, '?unsent=true')).statusCode, 404)
  assert.equal((await remove(desk.reporter, id)).statusCode, 204)
})

test('who may not delete the note cancels none of its mails', async () => {
  const { id } = (await post(desk.maintainer, { body: 'Mine', undo_seconds: 30 })).json()
  const ids = await announce(id)
  assert.equal((await remove(desk.reporter, id)).statusCode, 403)
  assert.ok((await mailsOf(ids)).every(mail => mail.state === 'queued'))
})

test('mails held while no server is configured keep their time', async () => {
  const { id } = (await post(desk.reporter, { body: 'Held', undo_seconds: 30 })).json()
  const without = { ...desk.desk, config: { ...desk.desk.config, smtp: undefined } }
  const { id: eventId } = await desk.desk.db
    .selectFrom('events')
    .select('id')
    .where('note_id', '=', id)
    .executeTakeFirstOrThrow()
  await notify(without, { eventId })
  const [delivery] = await deliveriesOf(id)
  assert.equal(delivery?.state, 'waiting')
  assert.ok(delivery?.send_at)
  assert.deepEqual(await jobsAt(delivery), [])
  await outbox.queueWaiting(desk.desk)
  assert.deepEqual(await jobsAt(delivery), [{ inTime: true }])
})

test('how long a note is held back has a limit that is named', async () => {
  for (const undo_seconds of [-1, 61, 1.5, 'long'])
    assert.equal((await post(desk.reporter, { body: 'x', undo_seconds })).statusCode, 400)
  const { json } = await post(desk.reporter, { body: 'x', undo_seconds: 61 })
  assert.match(json().error, /^undo_seconds /)
})
