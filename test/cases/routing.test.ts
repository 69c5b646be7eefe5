// Which ticket does a mail find when its header is odd, the thread was forwarded, or the ticket has gone elsewhere?
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { transaction } from '#db'
import { issues, participants } from '#issues'
import { createReplyKey } from '#mail/threads'
import { type Intake, intake, letter } from '../support/intake.ts'

let desk: Intake
let jane: string
let first: string
let ticket: number
let count = 0

before(async () => {
  desk = await intake()
})
after(() => desk[Symbol.asyncDispose]())
// Each test has a customer and a ticket of its own.
beforeEach(async () => {
  count++
  jane = `jane${count}@customer.example`
  first = `<first-${count}@customer.example>`
  ticket = await issueOf({ From: jane, 'Message-ID': first })
})

async function take(headers: Record<string, string>, body?: string, to = desk.widget.address) {
  const [row] = await desk.take(letter({ From: jane, ...headers }, body), {
    recipients: [to],
    mailFrom: jane,
  })
  return row ?? assert.fail('no row')
}
async function issueOf(headers: Record<string, string>, body?: string, to?: string): Promise<number> {
  const row = await take(headers, body ?? someWords(), to)
  return row.issue_id ?? assert.fail(`${row.ending} ${row.reason}`)
}
/** Never the same twice: numbers do not count where words are compared. */
const someWords = () => randomUUID().replaceAll(/\d/g, digit => 'ghijklmnop'[Number(digit)] ?? '')
const keyFor = (recipient: string, issueId = ticket) =>
  transaction(desk.db, tx =>
    createReplyKey(tx, { issueId, recipient, expiresAt: new Date(Date.now() + 86_400_000) }),
  )
const at = (key: string) => `incoming+${key}@desk.example`
const merge = (issueId: number, targetId: number) =>
  transaction(desk.db, tx => issues.merge(tx, { issueId, targetId, by: desk.root }))
const idOf = (name: string) => `<${name}-${count}@customer.example>`

for (const [how, write] of Object.entries<(known: string) => string>({
  'between commas': known => `<a@x.example>, ${known}, <b@x.example>`,
  'between tabs and folds': known => `<a@x.example>\t${known}\n <b@x.example>`,
  'beside one that is none': known => `<not an id> <> ${known} <@>`,
  'among duplicates': known => `${known} ${known} <b@x.example> ${known}`,
  'without brackets': known => known.slice(1, -1),
  'at the end of a megabyte of others': known =>
    `${Array.from({ length: 25_000 }, (_, index) => `<unknown-${index}@list.example>`).join('\n ')}\n ${known}`,
}))
  test(`a known Message-ID in References is found ${how}`, async () => {
    assert.equal(await issueOf({ References: write(first) }), ticket)
  })

test('Message-IDs are compared byte for byte, case included; blanks in one do no harm', async () => {
  const odd = idOf('a b')
  const other = await issueOf({ 'Message-ID': odd })
  assert.equal(await issueOf({ 'In-Reply-To': odd }), other)
  assert.notEqual(await issueOf({ 'In-Reply-To': first.toUpperCase() }), ticket)
})

test('of two Message-ID fields the first names the mail', async () => {
  const [one, two] = [idOf('one'), idOf('two')]
  const raw = letter({ From: jane, 'Message-ID': one }, someWords()).replace(
    `Message-ID: ${one}`,
    `Message-ID: ${one}\nMessage-ID: ${two}`,
  )
  const [row] = await desk.take(raw, { mailFrom: jane })
  assert.equal(await issueOf({ 'In-Reply-To': one }), row?.issue_id)
  assert.notEqual(await issueOf({ 'In-Reply-To': two }), row?.issue_id)
})

test('an old mail that is answered with a new subject still joins its ticket', async () => {
  assert.equal(await issueOf({ 'In-Reply-To': first, Subject: 'Something else entirely' }), ticket)
})

test('a mail server that renamed our mail does no harm: the key in the address finds the ticket', async () => {
  const renamed = '<0102018f-renamed@email.amazonses.example>'
  const key = await keyFor(jane)
  assert.equal(await issueOf({ 'In-Reply-To': renamed, References: renamed }, undefined, at(key)), ticket)
})

test('who knows a Message-ID of somebody else gets a ticket of their own, and no mail of the other', async () => {
  const mallory = 'mallory@elsewhere.example'
  const own = await issueOf({ From: mallory, 'In-Reply-To': first, References: first })
  assert.notEqual(own, ticket)
  const there = await desk.ask('select email from issue_email_participants where issue_id = $1', [ticket])
  assert.deepEqual(there, [{ email: jane }])
})

test('a third person to whom our mail was forwarded answers by its key: shown, marked, and mailed to nobody outside', async () => {
  const row = await take({ From: 'third@elsewhere.example' }, 'I am the neighbour.', at(await keyFor(jane)))
  assert.deepEqual([row.reason, row.issue_id], ['unknown_sender', ticket])
  const [note] = await desk.ask('select internal, flag, external_author from notes where id = $1', [
    row.note_id,
  ])
  assert.deepEqual(note, {
    internal: true,
    flag: 'unknown_sender',
    external_author: 'third@elsewhere.example',
  })
})

test('the key of somebody who was taken off the ticket only shows what they write to the team', async () => {
  const key = await keyFor(jane)
  const off = { issueId: ticket, address: jane, by: desk.root }
  await transaction(desk.db, tx => participants.remove(tx, off))
  assert.equal((await take({}, 'Still me.', at(key))).reason, 'unknown_sender')
})

test('the key of a deleted ticket is refused, and opens nothing', async () => {
  const key = await keyFor(jane)
  await transaction(desk.db, tx => issues.remove(tx, { issueId: ticket, by: desk.root }))
  const row = await take({}, 'Hello?', at(key))
  assert.deepEqual([row.reason, row.issue_id], ['ticket_deleted', null])
})

for (const [what, To] of [
  ['an empty To', ''],
  ['undisclosed recipients', 'undisclosed-recipients:;'],
] as const)
  test(`a mail with ${what} is routed by its envelope`, async () => {
    assert.equal((await take({ To }, someWords())).project_id, desk.widget.id)
  })

test('a mail without any To is routed by its envelope', async () => {
  const raw = letter({ From: jane }, someWords()).replace(/^To: .*\n/m, '')
  assert.doesNotMatch(raw, /^To:/m)
  const [row] = await desk.take(raw, { mailFrom: jane })
  assert.deepEqual([row?.reason, row?.project_id], ['new_ticket', desk.widget.id])
})

test('an answer that arrives before the mail it answers is a ticket of its own; merged, both ids lead to one', async () => {
  const [question, answer] = [idOf('question'), idOf('answer')]
  const early = await issueOf({ 'Message-ID': answer, 'In-Reply-To': question })
  const late = await issueOf({ 'Message-ID': question })
  assert.notEqual(early, late)
  await merge(late, early)
  for (const id of [question, answer]) assert.equal(await issueOf({ 'In-Reply-To': id }), early, id)
})

test('a ticket that was merged and merged again is found by keys, Message-IDs and numbers of each', async () => {
  const [second, third] = [idOf('second'), idOf('third')]
  const middle = await issueOf({ 'Message-ID': second })
  const last = await issueOf({ 'Message-ID': third })
  const keys = [await keyFor(jane), await keyFor(jane, middle), await keyFor(jane, last)]
  await merge(ticket, middle)
  await merge(middle, last)
  for (const key of keys) assert.equal(await issueOf({}, undefined, at(key)), last)
  for (const id of [first, second, third]) assert.equal(await issueOf({ 'In-Reply-To': id }), last, id)
  const iids = await desk.ask<{ iid: number }>('select iid from issues where id = any ($1)', [
    [ticket, middle, last],
  ])
  for (const { iid } of iids) assert.equal(await issueOf({ Subject: `Again (#${iid})` }), last)
})

test('merged into another project, a ticket is found from both: its ids are known under either address', async () => {
  const there = await issueOf({ 'Message-ID': idOf('there') }, undefined, desk.other.address)
  await merge(ticket, there)
  for (const to of [desk.widget.address, desk.other.address])
    assert.equal(await issueOf({ 'In-Reply-To': first }, undefined, to), there, to)
})

test('an answer by key that comes while its ticket is being merged lands in the target', async () => {
  const target = await issueOf({ 'Message-ID': idOf('target') })
  const to = at(await keyFor(jane))
  const [row] = await Promise.all([take({}, 'In flight.', to), merge(ticket, target)])
  assert.equal(row.reason, 'reply')
  const [note] = await desk.ask<{ issue_id: number }>('select issue_id from notes where id = $1', [
    row.note_id,
  ])
  assert.equal(note?.issue_id, target)
  assert.equal(await issueOf({}, undefined, to), target)
})

test('the mail of a stranger on a ticket is split off as a ticket of the stranger, who takes no part in the other', async () => {
  const stranger = `stranger${count}@elsewhere.example`
  const id = idOf('strange')
  const to = at(await keyFor(jane))
  const row = await take({ From: stranger, 'Message-ID': id }, someWords(), to)
  const split = { issueId: ticket, noteId: row.note_id ?? assert.fail(), by: desk.root }
  const created = await transaction(desk.db, tx => issues.splitNote(tx, split))
  assert.equal(await issueOf({ From: stranger, 'In-Reply-To': id }), created.id)
  const people = await desk.ask('select issue_id from issue_email_participants where email = $1', [stranger])
  assert.deepEqual(people, [{ issue_id: created.id }])
  // Jane was not on that mail: naming it brings her nowhere.
  assert.notEqual(await issueOf({ 'In-Reply-To': id }), created.id)
})

test('the acknowledgement of a merged ticket is not made of the other customer’s words', async () => {
  const bob = `bob${count}@customer.example`
  const his = await issueOf({ From: bob, Subject: 'His secret' })
  await merge(ticket, his)
  const [mail] = await desk.ask('select issue_id from outbox where issue_id = $1 and recipient = $2', [
    his,
    jane,
  ])
  assert.equal(mail, undefined)
  const [opening] = await desk.ask('select issue_id from inbox where message_id = $1', [first.slice(1, -1)])
  assert.deepEqual(opening, { issue_id: ticket })
})
