// Do mails find their ticket where other help desks were reported to lose them, or to mix them up?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { createReplyKey } from '#mail/threads'
import { type Intake, intake, letter } from '../support/intake.ts'

const jane = 'Jane Doe <jane@customer.example>'
const bob = 'Bob <bob@customer.example>'
const first = '<first@customer.example>'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const keyFor = (desk: Intake, recipient: string) =>
  transaction(desk.db, tx => createReplyKey(tx, { issueId: 1, recipient, expiresAt: inDays(1) }))

async function take(desk: Intake, headers: Record<string, string>, body?: string, to?: string) {
  const [row] = await desk.take(letter(headers, body), to === undefined ? {} : { recipients: [to] })
  assert.ok(row)
  return row
}
const tickets = async (desk: Intake) =>
  (await desk.ask<{ title: string }>('select title from issues order by id')).map(({ title }) => title)

test('a customer who answers the own sent mail writes to the same ticket', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, 'Message-ID': first })
  const more = await take(desk, { From: jane, References: first, 'In-Reply-To': first }, 'One thing more.')
  assert.deepEqual([more.reason, more.issue_id], ['reply', 1])
})

test('the customer’s answer to a mail that the desk had in blind copy joins the ticket made of that copy', async () => {
  await using desk = await intake()
  const sent = '<from-the-own-program@people.example>'
  const copy = { From: 'Root <root@people.example>', To: jane, 'Message-ID': sent }
  assert.equal((await take(desk, copy, 'As we said on the phone …', desk.widget.address)).issue_id, 1)
  const answer = await take(desk, { From: jane, 'In-Reply-To': sent }, 'Thanks, and what about the ink?')
  assert.deepEqual([answer.reason, answer.issue_id], ['reply', 1])
})

test('an answer to a colleague’s answer that we never saw joins by the older entries of References', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, 'Message-ID': first })
  const unseen = '<outlook-1@customer.example>'
  const answer = await take(
    desk,
    { From: jane, 'In-Reply-To': unseen, References: `${first} <outlook-0@customer.example> ${unseen}` },
    'He is right.',
  )
  assert.deepEqual([answer.reason, answer.issue_id], ['reply', 1])
})

test('a mail program that makes up its own References is understood by the address it answers to', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, 'Message-ID': first })
  const to = `incoming+${await keyFor(desk, 'jane@customer.example')}@desk.example`
  const own = '<0BADF00D@icloud.example>'
  const answer = await take(desk, { From: jane, To: to, References: own, 'In-Reply-To': own }, 'Yes.', to)
  assert.deepEqual([answer.reason, answer.issue_id], ['reply', 1])
})

test('the second and third answer to one mail arrive as the first did', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, 'Message-ID': first })
  const to = `incoming+${await keyFor(desk, 'jane@customer.example')}@desk.example`
  for (const words of ['First thing.', 'Second thing.', 'Third thing.']) {
    const answer = await take(desk, { From: jane, To: to }, words, to)
    assert.deepEqual([answer.reason, answer.issue_id], ['reply', 1], words)
  }
  assert.deepEqual(await desk.ask("select from outbox where kind = 'refusal'"), [])
})

test('two new mails of one customer are two tickets, never mixed', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, Subject: 'The printer' }, 'It does not print.')
  await take(desk, { From: jane, Subject: 'The scanner' }, 'It does not scan.')
  assert.deepEqual(await tickets(desk), ['The printer', 'The scanner'])
})

test('of two numbers in the subject the one counts whose ticket the sender takes part in', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, Subject: 'The printer' }, 'It does not print.')
  await take(desk, { From: bob, Subject: 'The scanner' }, 'It does not scan.')
  const answer = await take(desk, { From: bob, Subject: 'Re: printer (#1) Re: scanner (#2)' }, 'Still not.')
  assert.deepEqual([answer.reason, answer.issue_id], ['reply', 2])
  assert.match(JSON.stringify(answer.why), /subject/)
})

test('a number of somebody else’s ticket in the subject shows nothing there, and its customer gets no mail', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, Subject: 'The printer' }, 'It does not print.')
  const stranger = await take(desk, { From: bob, Subject: 'Re: The printer (#1)' }, 'Let me in.')
  assert.deepEqual([stranger.reason, stranger.issue_id], ['new_ticket', 2])
  assert.deepEqual(await desk.ask('select from notes where issue_id = 1 and not system'), [])
})

test('a forward whose subject lost its number, to another project, is a ticket there', async () => {
  await using desk = await intake()
  await take(desk, { From: jane, 'Message-ID': first })
  const forward = await take(
    desk,
    { From: jane, Subject: 'WG: The printer is broken', References: first },
    'For you?',
    desk.other.address,
  )
  assert.deepEqual([forward.reason, forward.project_id], ['new_ticket', desk.other.id])
})
