// What may somebody do who writes in another's name? (SPEC §4.3–§4.5)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { inbox } from '#mail/inbound'
import { createReplyKey } from '#mail/threads'
import { type DnsTwin, startDns } from '../support/dns-twin.ts'
import { type Intake, intake, letter, type Row } from '../support/intake.ts'

/** Where the domains of these tests send from, and where they do not. */
const theirs = '192.0.2.10'
const elsewhere = '198.51.100.66'

let desk: Intake
let dns: DnsTwin
before(async () => {
  const spf = [`v=spf1 ip4:${theirs} -all`]
  dns = await startDns({
    'TXT customer.example': spf,
    'TXT _dmarc.customer.example': ['v=DMARC1; p=reject'],
    'TXT careless.example': spf,
    'TXT _dmarc.careless.example': ['v=DMARC1; p=none'],
  })
  desk = await intake({ resolveDns: dns.resolve })
})
after(async () => {
  await desk[Symbol.asyncDispose]()
  await dns[Symbol.asyncDispose]()
})

async function take(
  from: string,
  clientAddress: string,
  { headers = {}, to = desk.widget.address, body }: Sending = {},
): Promise<Row> {
  const mailFrom = /[^<]+@[^>]+/.exec(from)?.[0] ?? ''
  const [row] = await desk.take(letter({ From: from, To: to, ...headers }, body), {
    recipients: [to],
    mailFrom,
    clientAddress,
    clientName: 'mx.sender.example',
  })
  assert.ok(row)
  return row
}
type Sending = { headers?: Record<string, string>; to?: string; body?: string }

const keyOf = (issueId: number, recipient: string, userId?: number) =>
  transaction(desk.db, tx =>
    createReplyKey(tx, {
      issueId,
      recipient,
      expiresAt: new Date(Date.now() + 86_400_000),
      ...(userId && { userId }),
    }),
  )
const answerTo = (key: string) => `incoming+${key}@desk.example`
const noteOf = async ({ note_id: id }: Row) =>
  (
    await desk.ask<{ username: string; flag: string | null; internal: boolean }>(
      'select u.username, n.flag, n.internal from notes n join users u on u.id = n.author_id where n.id = $1',
      [id],
    )
  )[0]

async function isAcknowledged({ issue_id: id }: Row): Promise<boolean | undefined> {
  const [event] = await desk.ask<{ acknowledge: boolean }>(
    `select (data #>> '{announce,acknowledge}')::boolean as acknowledge from events
     where issue_id = $1 and kind = 'issue_opened'`,
    [id],
  )
  return event?.acknowledge
}

test('a forged answer to a known Message-ID adds nothing to the ticket', async () => {
  const id = '<thread@customer.example>'
  const ticket = await take('Jane <jane@customer.example>', theirs, {
    headers: { 'Message-ID': id },
    body: 'A thread.',
  })
  const answer = { headers: { 'In-Reply-To': id } }
  const forged = await take('Jane <jane@customer.example>', elsewhere, { ...answer, body: 'Forged.' })
  assert.deepEqual([forged.ending, forged.note_id], ['held', null])
  const honest = await take('Jane <jane@customer.example>', theirs, { ...answer, body: 'Honest.' })
  assert.deepEqual([honest.reason, honest.issue_id], ['reply', ticket.issue_id])
})

test('a domain that asks for nothing has its failing mails taken, and the log says that they failed', async () => {
  const row = await take('Cara <cara@careless.example>', elsewhere)
  assert.equal(row.reason, 'new_ticket')
  assert.match(String(row.why.sender), /^DMARC fail/)
})

test('Reply-To of a member’s address gives no right', async () => {
  const ticket = await take('Jane <jane@customer.example>', theirs, { body: 'Reply-To.' })
  const key = await keyOf(Number(ticket.issue_id), 'root@people.example', desk.root.id)
  const row = await take('Mallory <mallory@careless.example>', theirs, {
    to: answerTo(key),
    headers: { 'Reply-To': 'root@people.example' },
    body: 'By Reply-To.',
  })
  assert.equal((await noteOf(row))?.username, 'support-bot')
})

test('a forged mail that a person lets through becomes a ticket, and nobody is thanked for it', async () => {
  const { id } = await take('Jane <jane@customer.example>', elsewhere, { body: 'Let through.' })
  await transaction(desk.db, tx => inbox.release(tx, { id, by: desk.root }))
  await desk.work()
  const row = await desk.row(id)
  assert.equal(row.ending, 'ticket_opened')
  assert.match(String(row.why.unacknowledged), /disowns/)
  assert.equal(await isAcknowledged(row), false)
  const honest = await take('Jane <jane@customer.example>', theirs, { body: 'Really.' })
  assert.equal(await isAcknowledged(honest), true)
})

test('several authors get a ticket, but no thanks: nobody knows who of them wrote', async () => {
  const row = await take('a@careless.example, b@careless.example', theirs)
  assert.equal(row.reason, 'new_ticket')
  assert.match(JSON.stringify(row.why), /several addresses/)
  assert.equal(await isAcknowledged(row), false)
})

test('an author without an address gets a ticket, and nobody is asked about the sender', async () => {
  const before = dns.asked.length
  for (const from of ['', 'x:;', '<>', '=?utf-8?Q?ceo=40customer.example?=']) {
    const row = await take(from, elsewhere, { body: `From ${from}` })
    assert.equal(row.reason, 'new_ticket', from)
  }
  assert.equal(dns.asked.length, before)
})
