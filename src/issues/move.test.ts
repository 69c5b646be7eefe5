// What goes along when an issue moves?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, labels, notes, participants } from '#issues'
import { isDeskError } from '#kernel'
import { type Tracker, tracker } from '../../test/support/tracker.ts'

const move = (desk: Tracker, issueId: number, by = desk.reporter, toProjectId = desk.open) =>
  desk.write(tx => issues.move(tx, { issueId, toProjectId, by }))

test('a ticket moves with notes, participants, files, labels, reply keys and mails on their way', async () => {
  await using desk = await tracker()
  const ticket = await desk.ticket()
  await desk.write(async tx => {
    await labels.create(tx, { projectId: desk.widget }, desk.reporter, { title: 'here' })
    await labels.create(tx, { namespaceId: desk.group }, desk.root, { title: 'both' })
    const changes = { labels: { set: ['here', 'both'] }, assignees: { set: [desk.guest.id] } }
    await issues.update(tx, { issueId: ticket.id, by: desk.reporter, changes })
    await notes.add(tx, { issueId: ticket.id, by: desk.reporter, body: 'public' })
    await notes.add(tx, { issueId: ticket.id, by: desk.reporter, body: 'internal', internal: true })
    await tx
      .insertInto('reply_keys')
      .values({ key: 'a'.repeat(32), issue_id: ticket.id, recipient: 'x@y.example', expires_at: new Date() })
      .execute()
    await tx
      .insertInto('message_ids')
      .values({ project_id: desk.widget, message_id: 'm@x', issue_id: ticket.id, direction: 'in' })
      .execute()
  })
  const moved = await move(desk, ticket.id)
  assert.equal(moved.toIid, 1)
  const rows = await desk.db.selectFrom('issues').selectAll().orderBy('id').execute()
  const [old, fresh] = rows
  assert.equal(old?.state, 'closed')
  assert.equal(old?.moved_to_id, moved.toIssueId)
  assert.equal(fresh?.project_id, desk.open)
  assert.equal(fresh?.state, 'opened')
  assert.equal(fresh?.confidential, true)
  assert.equal(fresh?.customer_text, old?.customer_text)
  assert.deepEqual(fresh?.created_at, old?.created_at)
  assert.deepEqual([fresh?.user_notes_count, fresh?.internal_notes_count], [1, 1])
  assert.deepEqual(await desk.systemNotes(ticket.id), ['moved to acme/open#1'])
  assert.equal((await desk.systemNotes(moved.toIssueId)).at(-1), 'moved from acme/widget#1')
  assert.equal(await participants.isParticipant(desk.db, moved.toIssueId, 'JANE@customer.example'), true)
  for (const table of ['reply_keys', 'message_ids'] as const) {
    const row = await desk.db.selectFrom(table).select('issue_id').executeTakeFirstOrThrow()
    assert.equal(row.issue_id, moved.toIssueId, table)
  }
  const worn = await desk.db
    .selectFrom('issue_labels')
    .innerJoin('labels', 'labels.id', 'label_id')
    .select('title')
    .where('issue_id', '=', moved.toIssueId)
    .execute()
  assert.deepEqual(worn, [{ title: 'both' }])
  assert.deepEqual(await desk.eventsOf(ticket.id), ['issue_moved'])
})

test('the reply key of a ticket that moved twice reaches it, even when the places between are gone', async () => {
  await using desk = await tracker()
  const ticket = await desk.ticket()
  const values = {
    key: 'b'.repeat(32),
    issue_id: ticket.id,
    recipient: 'x@y.example',
    expires_at: new Date(),
  }
  await desk.db.insertInto('reply_keys').values(values).execute()
  const once = await move(desk, ticket.id)
  const twice = await move(desk, once.toIssueId, desk.reporter, desk.widget)
  await desk.write(tx => issues.remove(tx, { issueId: once.toIssueId, by: desk.root }))
  const key = await desk.db.selectFrom('reply_keys').select('issue_id').executeTakeFirstOrThrow()
  assert.equal(key.issue_id, twice.toIssueId)
})

test('who may not read where it went does not learn it', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue({ projectId: desk.open })
  await move(desk, id, desk.reporter, desk.widget)
  const seen = await notes.list(desk.db, desk.outsider, { accessLevel: 0 }, { issueId: id }, { limit: 10 })
  assert.deepEqual(seen, [])
  const team = await notes.list(desk.db, desk.reporter, { accessLevel: 20 }, { issueId: id }, { limit: 10 })
  assert.deepEqual(
    team.map(note => note.body),
    ['moved to acme/widget#1'],
  )
})

test('a move takes the team of both projects, another project, and happens once', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await assert.rejects(move(desk, id, desk.guest), error => isDeskError(error, 'forbidden'))
  await assert.rejects(move(desk, id, desk.reporter, desk.widget), error => isDeskError(error, 'invalid'))
  await move(desk, id)
  await assert.rejects(move(desk, id), error => isDeskError(error, 'conflict'))
})

test("a customer's note that arrives during a move reaches the ticket where it goes", async () => {
  await using desk = await tracker()
  const ticket = await desk.ticket()
  const external = { address: 'jane@customer.example', name: 'Jane' }
  const add = () =>
    desk.write(tx => notes.add(tx, { issueId: ticket.id, by: desk.bot, body: 'Hello', external }))
  const written = await Promise.all([add(), add(), move(desk, ticket.id), add(), add()])
  const late = await add()
  const { toIssueId } = written[2]
  assert.equal(late.note?.issue_id, toIssueId)
  assert.equal(await notes.count(desk.db, desk.root, { issueId: toIssueId, only: 'comments' }), 5)
  const { user_notes_count: count } = await desk.db
    .selectFrom('issues')
    .select('user_notes_count')
    .where('id', '=', toIssueId)
    .executeTakeFirstOrThrow()
  assert.equal(count, 5)
})

test('where the words of a customer end stays known in a move, and is forgotten when the description is edited', async () => {
  await using desk = await tracker()
  const customerText = 'Hers'
  const words = { replyTo: 'jane@customer.example', requesterName: 'Jane', customerText, templateLength: 4 }
  const { id } = await desk.ticket({ description: 'Hers\n\n\nOurs', ticket: words })
  const { toIssueId: issueId } = await move(desk, id)
  const lengthOf = async () => {
    const issue = desk.db.selectFrom('issues').select('template_length').where('id', '=', issueId)
    return (await issue.executeTakeFirst())?.template_length
  }
  assert.equal(await lengthOf(), 4)
  const changes = { description: 'Other' }
  await desk.write(tx => issues.update(tx, { issueId, by: desk.reporter, changes }))
  assert.equal(await lengthOf(), null)
})
