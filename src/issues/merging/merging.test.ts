import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { issues, notes, participants, policy } from '#issues'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

let desk: Tracker
before(async () => {
  desk = await tracker()
})
after(() => desk.close())

const bob = { replyTo: 'bob@customer.example', requesterName: 'Bob', customerText: 'Mine too.' }
const merge = (issueId: number, targetId: number, by = desk.reporter) =>
  desk.write(tx => issues.merge(tx, { issueId, targetId, by }))
const issueOf = async (id: number) => (await policy.findIssue(desk.db, desk.root, id)).issue
const emailsOf = async (issueId: number) => {
  const found = await policy.findIssue(desk.db, desk.root, issueId)
  const all = await participants.list(desk.db, found)
  return all.map(({ email, unsubscribed_at }) => (unsubscribed_at === null ? email : `${email} (left)`))
}
const saidOn = async (issueId: number) => {
  const found = await notes.list(
    desk.db,
    desk.root,
    { accessLevel: 50 },
    { issueId, only: 'comments' },
    { limit: 99 },
  )
  return found.map(({ body, internal }) => (internal ? `(${body})` : body))
}
const mail = (issueId: number, body: string, address: string, more: object = {}) =>
  desk.write(tx =>
    notes.add(tx, { issueId, by: desk.bot, body, external: { address, name: 'Somebody' }, ...more }),
  )
const say = (issueId: number, body: string, more: object = {}) =>
  desk.write(tx => notes.add(tx, { issueId, by: desk.reporter, body, ...more }))
const addressOf = (issueId: number, address: string) =>
  desk.write(tx => participants.add(tx, { issueId, address, origin: 'added', by: desk.reporter }))

test('two tickets become one: notes, words and people go along, and the first is closed and leads there', async () => {
  const from = await desk.ticket({ title: 'Printer *dead*', ticket: bob })
  const to = await desk.ticket()
  await say(from.id, 'We look into it.')
  await say(from.id, 'Between us.', { internal: true })
  await say(to.id, 'The same here.')
  const { noteId } = await merge(from.id, to.id)
  assert.deepEqual(await saidOn(to.id), [
    '**Printer \\*dead\\***\n\nSince **yesterday**.',
    'We look into it.',
    '(Between us.)',
    'The same here.',
  ])
  assert.deepEqual(await saidOn(from.id), [])
  assert.deepEqual(await emailsOf(to.id), ['jane@customer.example', 'bob@customer.example'])
  const [merged, kept] = [await issueOf(from.id), await issueOf(to.id)]
  assert.deepEqual([merged.state, merged.merged, merged.moved_to_id], ['closed', true, to.id])
  assert.deepEqual(
    [kept.state, kept.merged, kept.user_notes_count, kept.internal_notes_count],
    ['opened', false, 3, 1],
  )
  assert.equal(kept.service_desk_reply_to, 'Jane@customer.example')
  const note = await notes.find(desk.db, desk.root, noteId)
  assert.deepEqual([note.note.external_author, note.note.external_name], [bob.replyTo, 'Bob'])
  assert.deepEqual(await desk.systemNotes(from.id), [`merged into #${to.iid}`])
  assert.deepEqual(await desk.systemNotes(to.id), [`merged #${from.iid} into this`])
})

test('who takes part in both is there once; a subscription to one of them counts', async () => {
  const from = await desk.ticket({ ticket: bob })
  const to = await desk.ticket()
  for (const address of ['both@x.example', 'left@x.example', 'back@x.example']) {
    await addressOf(from.id, address)
    await addressOf(to.id, address)
  }
  const leave = (issueId: number, address: string) =>
    desk.write(tx => participants.unsubscribe(tx, { issueId, address, by: desk.bot }))
  await leave(from.id, 'left@x.example')
  await leave(to.id, 'left@x.example')
  await leave(to.id, 'back@x.example')
  await merge(from.id, to.id)
  assert.deepEqual((await emailsOf(to.id)).toSorted(), [
    'back@x.example',
    'bob@customer.example',
    'both@x.example',
    'jane@customer.example',
    'left@x.example (left)',
  ])
})

test('confidentiality never widens: the target becomes confidential where the ticket was, or where more people look', async () => {
  const open = await desk.issue({ by: desk.reporter })
  const ticket = await desk.ticket()
  assert.equal((await merge(ticket.id, open.id)).madeConfidential, true)
  assert.equal((await issueOf(open.id)).confidential, true)
  assert.equal((await issueOf(open.id)).service_desk, true)
  const hidden = await desk.issue()
  const inPublic = await desk.issue({ projectId: desk.open })
  assert.equal((await merge(hidden.id, inPublic.id)).madeConfidential, true)
  const back = await desk.issue({ projectId: desk.open })
  const here = await desk.issue()
  assert.equal((await merge(back.id, here.id)).madeConfidential, false)
})

test('a confidential ticket is not merged into one that a person outside of the team reads as its author or assignee', async () => {
  const ticket = await desk.ticket()
  const theirs = await desk.issue({ by: desk.guest })
  await assert.rejects(merge(ticket.id, theirs.id), /target_issue_iid is read by @guest/)
  assert.equal((await issueOf(ticket.id)).state, 'opened')
})

test('merging takes a Reporter in both projects, and a target that is still there', async () => {
  const [one, other, third] = [await desk.ticket(), await desk.ticket(), await desk.ticket()]
  await assert.rejects(merge(one.id, one.id), /is this very ticket/)
  await assert.rejects(merge(one.id, other.id, desk.guest), /403|404|Forbidden|Not Found/i)
  await assert.rejects(merge(one.id, other.id, desk.outsider), /404/)
  await merge(one.id, other.id)
  await assert.rejects(merge(one.id, third.id), /moved or merged already/)
  await assert.rejects(merge(other.id, one.id), /name where it went/)
})

test('more participants than a ticket takes are not merged in', async () => {
  const from = await desk.ticket({ ticket: bob })
  const to = await desk.ticket()
  for (let count = 0; count < 24; count++) await addressOf(to.id, `p${count}@x.example`)
  await assert.rejects(merge(from.id, to.id), /would have 26 participants/)
  assert.deepEqual(await emailsOf(from.id), ['bob@customer.example'])
})

test('/merge_into does the same from a note, whose words go along', async () => {
  const [from, to] = [await desk.ticket({ ticket: bob }), await desk.ticket()]
  const { applied, refused } = await say(from.id, `The same again.\n/merge_into #${to.iid}`)
  assert.deepEqual([applied, refused], [[`Merged this ticket into #${to.iid}.`], []])
  assert.ok((await saidOn(to.id)).includes('The same again.'))
})

test('a note is split off into a ticket of who wrote it, with what came after if that is wished', async () => {
  const ticket = await desk.ticket()
  await mail(ticket.id, 'First things first.', 'jane@customer.example')
  const { note } = await mail(ticket.id, '# Another thing\n\nThe scanner.', 'carl@customer.example')
  await say(ticket.id, 'We see to the scanner.')
  await mail(ticket.id, 'Me too.', 'dora@customer.example')
  const split = { issueId: ticket.id, noteId: note?.id ?? 0, by: desk.reporter, withLater: true }
  const created = await desk.write(tx => issues.splitNote(tx, split))
  const fresh = await issueOf(created.id)
  assert.deepEqual(
    [fresh.title, fresh.description, fresh.service_desk_reply_to, fresh.requester_name, fresh.confidential],
    ['Another thing', '# Another thing\n\nThe scanner.', 'carl@customer.example', 'Somebody', true],
  )
  assert.equal(fresh.created_at.getTime(), note?.created_at.getTime())
  assert.deepEqual(await saidOn(created.id), ['We see to the scanner.', 'Me too.'])
  assert.deepEqual(await saidOn(ticket.id), ['First things first.'])
  assert.deepEqual(await emailsOf(created.id), ['carl@customer.example', 'dora@customer.example'])
  assert.equal((await issueOf(ticket.id)).user_notes_count, 1)
  assert.equal((await issueOf(ticket.id)).last_team_at, null)
  assert.deepEqual(await desk.systemNotes(created.id), [`split off from #${ticket.iid}`])
  assert.deepEqual(await desk.systemNotes(ticket.id), [`split a note off as #${created.iid}`])
})

test('the quoted tail of a note that is split off stands before its files, as in the mail', async () => {
  const ticket = await desk.ticket()
  const file = `[plan.pdf](/uploads/${'0'.repeat(32)}/plan.pdf)`
  const more = { trimmed: 'On Monday we wrote:\n> Where?' }
  const { note } = await mail(ticket.id, `Here.\n\n${file}`, 'carl@customer.example', more)
  const split = { issueId: ticket.id, noteId: note?.id ?? 0, by: desk.reporter }
  const { id } = await desk.write(tx => issues.splitNote(tx, split))
  assert.equal((await issueOf(id)).description, `Here.\n\n${more.trimmed}\n\n${file}`)
})

test('two merges of the same tickets at once, each into the other: one of them is done', async () => {
  const [one, other] = [await desk.ticket(), await desk.ticket()]
  const results = await Promise.allSettled([merge(one.id, other.id), merge(other.id, one.id)])
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const states = [(await issueOf(one.id)).moved_to_id, (await issueOf(other.id)).moved_to_id]
  assert.equal(states.filter(id => id === null).length, 1)
})

test('an internal note that is split off stays hidden, also where the issue was open to all; a system note cannot be', async () => {
  const issue = await desk.issue()
  const { note } = await say(issue.id, 'Between us.', { internal: true })
  const split = (noteId: number, by = desk.reporter) =>
    desk.write(tx => issues.splitNote(tx, { issueId: issue.id, noteId, by, title: 'Ours' }))
  const created = await split(note?.id ?? 0)
  assert.equal((await issueOf(created.id)).confidential, true)
  assert.equal((await issueOf(created.id)).service_desk, false)
  const [system] = await notes.list(
    desk.db,
    desk.root,
    { accessLevel: 50 },
    { issueId: issue.id },
    { limit: 1 },
  )
  await assert.rejects(split(system?.id ?? 0), /is a system note/)
  await assert.rejects(split(system?.id ?? 0, desk.guest), /403/)
})

test('the requester is changed, greets nobody, keeps the former one only if wished, and can be taken back', async () => {
  const ticket = await desk.ticket()
  const change = (address: string, more: object = {}, by = desk.reporter) =>
    desk.write(tx => issues.changeRequester(tx, { issueId: ticket.id, by, address, ...more }))
  await assert.rejects(change('nobody'), /email is not an e-mail address/)
  await assert.rejects(change('jane@customer.example'), /is the requester already/)
  await assert.rejects(change('x@customer.example', {}, desk.guest), /40[34]/)
  const former = await change('Xena@customer.example', { name: 'Xena' })
  assert.deepEqual(former, { address: 'Jane@customer.example', name: 'Jane', newTookPart: false })
  assert.deepEqual(await emailsOf(ticket.id), ['xena@customer.example'])
  const now = await issueOf(ticket.id)
  assert.deepEqual([now.service_desk_reply_to, now.requester_name], ['Xena@customer.example', 'Xena'])
  await change('Jane@customer.example', { name: 'Jane', keepFormer: former.newTookPart })
  assert.deepEqual(await emailsOf(ticket.id), ['jane@customer.example'])
  await change('xena@customer.example', { keepFormer: true })
  const toldOf = async (address: string) => {
    const rows = await desk.db
      .selectFrom('events')
      .select('data')
      .where('kind', '=', 'participant_added')
      .execute()
    return rows.map(({ data }) => JSON.stringify(data)).filter(data => data.includes(address))
  }
  assert.deepEqual(await emailsOf(ticket.id), ['jane@customer.example', 'xena@customer.example'])
  assert.match((await desk.systemNotes(ticket.id)).join('\n'), /changed the requester from Jane@.* to Xena@/)
  const silent = await toldOf('xena@')
  assert.ok(silent.length > 0 && silent.every(data => data.includes('"silent":true')))
  await change('yara@customer.example', { greet: true })
  const [greeted = ''] = await toldOf('yara@')
  assert.doesNotMatch(greeted, /silent/)
})

test('who unsubscribed as the requester stays so when the requester is changed and changed back', async () => {
  const ticket = await desk.ticket()
  const change = (address: string) =>
    desk.write(tx => issues.changeRequester(tx, { issueId: ticket.id, by: desk.reporter, address }))
  await desk.write(tx =>
    participants.unsubscribe(tx, { issueId: ticket.id, address: 'jane@customer.example', by: desk.bot }),
  )
  await change('xena@customer.example')
  await change('Jane@customer.example')
  assert.deepEqual(await emailsOf(ticket.id), ['jane@customer.example (left)'])
})
