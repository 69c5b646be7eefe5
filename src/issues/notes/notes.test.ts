// How are notes written, changed and accepted, and what does that set off?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, notes } from '#issues'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

type Given = Omit<Parameters<typeof notes.add>[1], 'issueId' | 'by'>
const add = (desk: Tracker, issueId: number, by: Person, given: Given) =>
  desk.write(tx => notes.add(tx, { issueId, by, ...given }))
const read = (desk: Tracker, id: number) =>
  desk.db.selectFrom('issues').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const jane = { address: 'jane@customer.example', name: 'Jane' }

test("a customer's note moves the customer's time, the team's note the team's", async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket({ createdAt: new Date('2026-01-01') })
  const createdAt = new Date('2026-02-01')
  const mailed = await add(desk, id, desk.bot, {
    body: 'Still broken',
    external: jane,
    createdAt,
    announce: { inboxId: 7 },
  })
  assert.equal(mailed.note?.external_author, 'jane@customer.example')
  assert.deepEqual((await read(desk, id)).last_customer_at, createdAt)
  assert.equal((await read(desk, id)).last_team_at, null)
  const event = await desk.db.selectFrom('events').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
  assert.equal(event.id, mailed.eventId)
  assert.deepEqual(event.data, { announce: { inboxId: 7 } })
  const answer = await add(desk, id, desk.reporter, { body: 'We look at it' })
  const after = await read(desk, id)
  assert.deepEqual(after.last_team_at, answer.note?.created_at)
  assert.deepEqual(after.last_customer_at, createdAt)
  assert.equal(after.user_notes_count, 2)
})

test('an internal note is counted apart and moves no clock of the two', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  await add(desk, id, desk.reporter, { body: 'She is difficult', internal: true })
  const row = await read(desk, id)
  assert.deepEqual([row.user_notes_count, row.internal_notes_count, row.last_team_at], [0, 1, null])
})

test('what a machine answered changes no time', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket({ createdAt: new Date('2026-01-01') })
  const before = await read(desk, id)
  await add(desk, id, desk.bot, {
    body: 'I am away',
    external: jane,
    internal: true,
    flag: 'automatic_reply',
  })
  const after = await read(desk, id)
  assert.deepEqual(after.updated_at, before.updated_at)
  assert.deepEqual(after.last_customer_at, before.last_customer_at)
})

test("a customer's note commands nothing and calls nobody", async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const other = await desk.issue()
  const body = `/close\n@reporter #${other.iid}`
  const { note, applied } = await add(desk, id, desk.bot, { body, external: jane })
  assert.equal(note?.body, body)
  assert.deepEqual(applied, [])
  assert.equal((await read(desk, id)).state, 'opened')
  assert.deepEqual(await desk.db.selectFrom('todos').selectAll().execute(), [])
  assert.deepEqual(await desk.systemNotes(other.id), [])
})

test("a stranger's note is accepted once: public, its sender a participant, mailed to the others", async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const external = { address: 'bob@elsewhere.example', name: 'Bob' }
  const given = { body: 'Me too', external, internal: true, flag: 'unknown_sender' } as const
  const { note } = await add(desk, id, desk.bot, given)
  const accept = (by: Person) => desk.write(tx => notes.accept(tx, { noteId: note?.id ?? 0, by }))
  await assert.rejects(accept(desk.guest), error => isDeskError(error, 'not_found'))
  const { participant, eventId } = await accept(desk.reporter)
  assert.equal(participant.added && participant.participant.origin, 'accepted')
  const row = await desk.db
    .selectFrom('notes')
    .selectAll()
    .where('id', '=', note?.id ?? 0)
    .executeTakeFirstOrThrow()
  assert.deepEqual([row.internal, row.flag], [false, null])
  assert.deepEqual((await read(desk, id)).last_customer_at, row.created_at)
  const event = await desk.db
    .selectFrom('events')
    .selectAll()
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow()
  assert.deepEqual([event.kind, event.note_id], ['note_added', row.id])
  await assert.rejects(accept(desk.reporter), error => isDeskError(error, 'conflict'))
})

test('a note that is nothing but commands leaves no note', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const result = await add(desk, id, desk.reporter, { body: '/close' })
  assert.deepEqual(result, { note: null, eventId: null, applied: ['Closed this issue.'], refused: [] })
  assert.deepEqual(await desk.systemNotes(id), ['closed'])
})

test('a note calls those who may read it, and settles the to-dos of its writer', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await desk.write(tx =>
    issues.update(tx, {
      issueId: id,
      by: desk.maintainer,
      changes: { assignees: { set: [desk.reporter.id] } },
    }),
  )
  const { note } = await add(desk, id, desk.reporter, { body: 'Ask @guest and @maintainer', internal: true })
  const todos = await desk.db
    .selectFrom('todos')
    .select(['user_id', 'action', 'state', 'note_id'])
    .orderBy('id')
    .execute()
  assert.deepEqual(todos, [
    { user_id: desk.reporter.id, action: 'assigned', state: 'done', note_id: null },
    { user_id: desk.maintainer.id, action: 'mentioned', state: 'pending', note_id: note?.id },
  ])
})

test('an internal note leaves no trace on the issue that it names', async () => {
  await using desk = await tracker()
  const [{ id }, other] = [await desk.issue(), await desk.issue()]
  await add(desk, id, desk.reporter, { body: `Like #${other.iid}`, internal: true })
  assert.deepEqual(await desk.systemNotes(other.id), [])
  await add(desk, id, desk.reporter, { body: `Like #${other.iid}, acme/widget#${other.iid}` })
  assert.deepEqual(await desk.systemNotes(other.id), ['mentioned in issue #1'])
})

test('an answer in an internal thread is internal, and hidden threads are not found', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const { note } = await add(desk, id, desk.reporter, { body: 'Between us', internal: true })
  const discussionId = note?.discussion_id ?? ''
  const answer = await add(desk, id, desk.maintainer, { body: 'Yes', discussionId })
  assert.equal(answer.note?.internal, true)
  await assert.rejects(add(desk, id, desk.guest, { body: 'Hello', discussionId }), error =>
    isDeskError(error, 'not_found'),
  )
  const threads = await notes.listDiscussions(
    desk.db,
    desk.reporter,
    { issue: await read(desk, id), accessLevel: 20 },
    { limit: 10 },
  )
  assert.deepEqual(
    threads.map(thread => thread.notes.map(({ body }) => body)),
    [['Between us', 'Yes']],
  )
})

test('who may write, edit and delete', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const forbidden = (error: unknown) => isDeskError(error, 'forbidden')
  await assert.rejects(add(desk, id, desk.outsider, { body: 'x' }), error => isDeskError(error, 'not_found'))
  await assert.rejects(add(desk, id, desk.guest, { body: 'x', internal: true }), forbidden)
  await assert.rejects(add(desk, id, desk.guest, { body: ' ' }), error => isDeskError(error, 'invalid'))
  const { note } = await add(desk, id, desk.guest, { body: 'Mine' })
  const noteId = note?.id ?? 0
  const edit = (by: Person, body: string) => desk.write(tx => notes.edit(tx, { noteId, by, body }))
  await assert.rejects(edit(desk.reporter, 'Yours'), forbidden)
  await edit(desk.guest, 'Mine @reporter\n/close')
  assert.equal((await read(desk, id)).state, 'opened')
  const event = await desk.db.selectFrom('events').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
  assert.deepEqual([event.kind, event.data], ['note_updated', { mentionedUserIds: [desk.reporter.id] }])
  const remove = (by: Person) => desk.write(tx => notes.remove(tx, { noteId, by }))
  await assert.rejects(remove(desk.reporter), forbidden)
  await remove(desk.maintainer)
  assert.equal((await read(desk, id)).user_notes_count, 0)
})

test('what came by mail cannot be edited, but deleted by a Maintainer', async () => {
  await using desk = await tracker()
  const { id } = await desk.ticket()
  const { note } = await add(desk, id, desk.bot, { body: 'My password is 1234', external: jane })
  const noteId = note?.id ?? 0
  await assert.rejects(
    desk.write(tx => notes.edit(tx, { noteId, by: desk.maintainer, body: 'x' })),
    error => isDeskError(error, 'forbidden'),
  )
  await desk.write(tx => notes.remove(tx, { noteId, by: desk.maintainer }))
})

test('a note on an issue that is gone is not found', async () => {
  await using desk = await tracker()
  for (const by of [desk.bot, desk.reporter])
    await assert.rejects(add(desk, 4711, by, { body: 'x' }), error => isDeskError(error, 'not_found'))
})
