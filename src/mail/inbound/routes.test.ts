import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { issues } from '#issues'
import { createReplyKey } from '#mail/threads'
import { type Intake, intake, letter, type Row } from '../../../test/support/intake.ts'

const first = '<first@customer.example>'
const jane = 'jane@customer.example'

/** A desk with a ticket of Jane. */
async function withTicket(options: Parameters<typeof intake>[0] = {}): Promise<Intake> {
  const desk = await intake(options)
  await desk.take(letter({ 'Message-ID': first }))
  return desk
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

const keyFor = (desk: Intake, recipient: string, more: { userId?: number; noteId?: number } = {}) =>
  transaction(desk.db, tx => createReplyKey(tx, { issueId: 1, recipient, expiresAt: inDays(1), ...more }))

const at = (key: string) => `incoming+${key}@desk.example`

async function takeOne(
  desk: Intake,
  headers: Record<string, string>,
  body?: string,
  to?: string[],
): Promise<Row> {
  const [row] = await desk.take(letter(headers, body), to && { recipients: to })
  if (!row) throw new Error('no row')
  return row
}

type Note = {
  body: string
  internal: boolean
  flag: string | null
  external_author: string | null
  trimmed: string | null
  username: string
}

const notes = (desk: Intake) =>
  desk.ask<Note>(`select n.body, n.internal, n.flag, n.external_author, n.trimmed, u.username
    from notes n join users u on u.id = n.author_id where not system order by n.id`)

test('a stranger on a reply key writes an internal note that is flagged', async () => {
  await using desk = await withTicket()
  const to = at(await keyFor(desk, jane))
  const row = await takeOne(desk, { From: 'Shop <hello@shop.example>', To: to }, 'Your code is 123456.', [to])
  assert.deepEqual([row.ending, row.reason], ['note_added', 'unknown_sender'])
  assert.deepEqual(await notes(desk), [
    {
      body: 'Your code is 123456.',
      internal: true,
      flag: 'unknown_sender',
      external_author: 'hello@shop.example',
      trimmed: null,
      username: 'support-bot',
    },
  ])
})

test('a member answers a notification as a member, but only with the own key and from the own address', async () => {
  await using desk = await withTicket()
  const { root } = desk
  const own = at(await keyFor(desk, 'root@people.example', { userId: root.id }))
  const janes = at(await keyFor(desk, jane))
  await takeOne(desk, { From: 'root@people.example', To: own }, 'By the key of Root.', [own])
  await takeOne(desk, { From: 'root@people.example', To: janes }, 'By the key of Jane.', [janes])
  await takeOne(desk, { From: jane, To: own }, 'Jane has the key of Root.', [own])
  await takeOne(desk, { From: 'x@shop.example', To: own }, 'A stranger has it.', [own])
  assert.deepEqual(
    (await notes(desk)).map(({ username, external_author, internal }) => [
      username,
      external_author,
      internal,
    ]),
    [
      ['root', null, false],
      // Shown as what it is: a mail that says it is from Root.
      ['support-bot', 'root@people.example', false],
      ['support-bot', jane, false],
      ['support-bot', 'x@shop.example', true],
    ],
  )
})

test('the answer to an internal note is internal', async () => {
  await using desk = await withTicket()
  const [note] = await desk.ask<{ id: number }>(
    `insert into notes (project_id, issue_id, author_id, discussion_id, body, internal)
     values (1, 1, $1, 'd', 'Between us', true) returning id`,
    [desk.root.id],
  )
  const key = await keyFor(desk, 'root@people.example', { userId: desk.root.id, noteId: Number(note?.id) })
  await takeOne(desk, { From: 'root@people.example', To: at(key) }, 'Really?', [at(key)])
  assert.deepEqual(
    (await notes(desk)).map(({ body, internal }) => [body, internal]),
    [
      ['Between us', true],
      ['Really?', true],
    ],
  )
})

test('References join only who was on a mail of the ticket; others get a ticket that says so', async () => {
  await using desk = await withTicket()
  const answer = { 'In-Reply-To': first, Subject: 'Re: The printer is broken' }
  assert.equal((await takeOne(desk, { ...answer, From: jane })).issue_id, 1)
  const foreign = await takeOne(desk, { ...answer, From: 'mallory@elsewhere.example' })
  assert.deepEqual([foreign.reason, foreign.issue_id], ['new_ticket', 2])
  assert.match(JSON.stringify(foreign.why.passed), /was on no mail of that ticket/)
})

test('a colleague in Cc who answers all joins and takes part from then on', async () => {
  await using desk = await intake()
  const cc = 'Jo <jo@customer.example>'
  await desk.take(letter({ 'Message-ID': first, Cc: cc }))
  const row = await takeOne(desk, { From: cc, 'In-Reply-To': first }, 'I saw it too.')
  assert.deepEqual([row.reason, row.issue_id], ['reply', 1])
  const people = await desk.ask('select email, origin from issue_email_participants order by id')
  assert.deepEqual(people, [
    { email: jane, origin: 'requester' },
    { email: 'jo@customer.example', origin: 'cc' },
  ])
})

test('a Message-ID of one project joins nothing in another', async () => {
  await using desk = await withTicket()
  const to = [desk.other.address]
  const row = await takeOne(desk, { From: jane, 'In-Reply-To': first }, 'For the other project.', to)
  assert.deepEqual([row.reason, row.issue_id], ['new_ticket', 2])
})

test('a reply key of one project in the References of a mail to another leads nowhere', async () => {
  await using desk = await withTicket()
  const key = await keyFor(desk, jane)
  const row = await takeOne(desk, { From: jane, References: `<reply-${key}@desk.example>` }, 'x', [
    desk.other.address,
  ])
  assert.equal(row.reason, 'new_ticket')
})

test('headers never lead a mail away from the project on its envelope', async () => {
  await using desk = await intake()
  const { other, widget } = desk
  const [row, ...more] = await desk.take(
    letter({ To: other.address, 'Delivered-To': other.address, 'X-Original-To': other.address }),
    { recipients: [widget.address] },
  )
  assert.deepEqual([row?.project_id, more.length], [widget.id, 0])
})

test('(#1) in the subject joins its participants alone', async () => {
  await using desk = await withTicket()
  const subject = { Subject: 'printer (#7) again (#1)' }
  assert.equal((await takeOne(desk, { ...subject, From: jane })).issue_id, 1)
  assert.equal((await takeOne(desk, { ...subject, From: 'b@customer.example' })).issue_id, 2)
})

test('an answer to a closed ticket opens it again, three times an hour', async () => {
  await using desk = await withTicket()
  const state = async () => (await desk.ask<{ state: string }>('select state from issues'))[0]?.state
  const states = []
  for (let count = 1; count <= 4; count++) {
    await transaction(desk.db, tx => issues.close(tx, { issueId: 1, by: desk.root }))
    await takeOne(desk, { From: jane, 'In-Reply-To': first }, `Not yet, ${'!'.repeat(count)}`)
    states.push(await state())
  }
  // The fourth is held by no brake but this one.
  assert.deepEqual(states, ['opened', 'opened', 'opened', 'closed'])
})

test('a project may leave closed tickets closed', async () => {
  await using desk = await withTicket()
  await desk.ask('update service_desk_settings set reopen_issue_on_external_participant_note = false')
  await transaction(desk.db, tx => issues.close(tx, { issueId: 1, by: desk.root }))
  await takeOne(desk, { From: jane, 'In-Reply-To': first }, 'Thanks!')
  assert.deepEqual(await desk.ask('select state from issues'), [{ state: 'closed' }])
})

test('an absence note is kept folded on its ticket and changes nothing else', async () => {
  await using desk = await withTicket()
  await transaction(desk.db, tx => issues.close(tx, { issueId: 1, by: desk.root }))
  const before = await desk.ask('select state, updated_at, last_customer_at from issues')
  const headers = {
    From: jane,
    'In-Reply-To': first,
    'Auto-Submitted': 'auto-replied',
    Subject: 'Out of office',
  }
  const row = await takeOne(desk, headers, 'I am away.')
  assert.equal(row.reason, 'automatic_reply')
  assert.deepEqual(await desk.ask('select state, updated_at, last_customer_at from issues'), before)
  const [note] = await notes(desk)
  assert.deepEqual([note?.internal, note?.flag], [true, 'automatic_reply'])
})

test('what a reply only quotes is folded away, not lost', async () => {
  await using desk = await withTicket()
  await takeOne(
    desk,
    { From: jane, 'In-Reply-To': first },
    'Yes.\n\nOn Thu, 2 Oct 2025, Support wrote:\n> Is it on?',
  )
  const [note] = await notes(desk)
  assert.equal(note?.body, 'Yes.')
  assert.match(note?.trimmed ?? '', /> Is it on\?/)
})

test('the keys of our mails do not stay in the text that others read', async () => {
  await using desk = await withTicket()
  const key = await keyFor(desk, jane)
  const body = `Look:\nhttps://desk.example/-/sent_notifications/${key}/unsubscribe\nand ${at(key)}`
  await takeOne(desk, { From: jane, 'In-Reply-To': first }, body)
  const [note] = await notes(desk)
  assert.doesNotMatch(JSON.stringify(note), new RegExp(key))
  assert.match(note?.body ?? '', /sent_notifications\/…\/unsubscribe/)
})

test('a mailbox without key takes replies, by the key in References', async () => {
  await using desk = await intake({ incoming: 'desk@desk.example' })
  await desk.ask(`insert into issues (project_id, iid, author_id, title, service_desk) select 1, 1, id, 'x', true
    from users where is_bot`)
  await desk.ask(`insert into issue_email_participants (issue_id, email, address) values (1, $1, $1)`, [jane])
  const key = await keyFor(desk, jane)
  const to = ['desk@desk.example']
  const answer = await takeOne(
    desk,
    { To: 'desk@desk.example', References: `<reply-${key}@desk.example>` },
    'Yes.',
    to,
  )
  assert.deepEqual([answer.reason, answer.project_id], ['reply', 1])
  const lost = await takeOne(desk, { To: 'desk@desk.example' }, 'No key at all.', to)
  assert.equal(lost.reason, 'no_such_address')
})

test('a ticket that moved is found by its old mails', async () => {
  await using desk = await withTicket()
  const key = await keyFor(desk, jane)
  await transaction(desk.db, tx => issues.move(tx, { issueId: 1, by: desk.root, toProjectId: desk.other.id }))
  for (const to of [at(key), desk.widget.address]) {
    const row = await takeOne(desk, { From: jane, To: to, 'In-Reply-To': first }, `To ${to}`, [to])
    assert.deepEqual([row.reason, row.issue_id, row.project_id], ['reply', 2, desk.other.id], to)
  }
})
