// How are issues opened, and what does that set off?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues } from '#issues'
import { isDeskError } from '#kernel'
import { tracker } from '../../test/support/tracker.ts'

test('a ticket brings its requester, its event and the job that thanks in one go', async () => {
  await using desk = await tracker()
  const made = await desk.ticket({ announce: { acknowledge: true } })
  assert.equal(made.iid, 1)
  const row = await desk.db
    .selectFrom('issues')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow()
  assert.equal(row.service_desk, true)
  assert.equal(row.service_desk_reply_to, 'Jane@customer.example')
  assert.equal(row.customer_text, 'Since **yesterday**.')
  assert.deepEqual(row.last_customer_at, row.created_at)
  const participants = await desk.db.selectFrom('issue_email_participants').selectAll().execute()
  assert.deepEqual(
    participants.map(({ email, address, name, origin }) => ({ email, address, name, origin })),
    [{ email: 'jane@customer.example', address: 'Jane@customer.example', name: 'Jane', origin: 'requester' }],
  )
  const event = await desk.db.selectFrom('events').selectAll().executeTakeFirstOrThrow()
  assert.equal(event.id, made.eventId)
  assert.equal(event.kind, 'issue_opened')
  assert.deepEqual(event.data, { announce: { acknowledge: true } })
  const jobs = await desk.pool.query('select payload from graphile_worker._private_jobs')
  assert.deepEqual(jobs.rows, [{ payload: { eventId: made.eventId } }])
})

test('a ticket without a usable address is opened without a participant', async () => {
  await using desk = await tracker()
  await desk.ticket({ ticket: { replyTo: null, requesterName: '', customerText: 'x' } })
  assert.equal((await desk.db.selectFrom('issue_email_participants').selectAll().execute()).length, 0)
})

test('a ticket in a public project is confidential, whatever the setting says', async () => {
  await using desk = await tracker()
  const made = await desk.ticket({ projectId: desk.open, confidential: false })
  assert.equal(made.confidential, true)
})

test("a customer's text commands nothing, calls nobody and names no issue", async () => {
  await using desk = await tracker()
  const other = await desk.issue()
  const made = await desk.ticket({ description: `/close\n@root look at #${other.iid}\n/label ~bug` })
  const row = await desk.db
    .selectFrom('issues')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow()
  assert.equal(row.state, 'opened')
  assert.equal(row.description, `/close\n@root look at #${other.iid}\n/label ~bug`)
  assert.deepEqual(await desk.systemNotes(other.id), [])
  assert.deepEqual(await desk.db.selectFrom('todos').selectAll().execute(), [])
})

test("a team member's text calls those who may read it, and names other issues", async () => {
  await using desk = await tracker()
  const other = await desk.issue({ title: 'Other' })
  const made = await desk.issue({
    description: `@maintainer, @guest: see #${other.iid}. @outsider @nobody \`@root\``,
    confidential: true,
  })
  const todos = await desk.db.selectFrom('todos').selectAll().where('issue_id', '=', made.id).execute()
  assert.deepEqual(
    todos.map(({ user_id, action, state }) => ({ user_id, action, state })),
    [{ user_id: desk.maintainer.id, action: 'directly_addressed', state: 'pending' }],
  )
  assert.deepEqual(await desk.systemNotes(other.id), [`mentioned in issue #${made.iid}`])
  const event = await desk.db
    .selectFrom('events')
    .select('data')
    .where('id', '=', made.eventId)
    .executeTakeFirstOrThrow()
  assert.deepEqual(event.data, { mentionedUserIds: [desk.maintainer.id] })
})

test('quick actions of a description are done and not shown', async () => {
  await using desk = await tracker()
  const made = await desk.issue({ description: 'Words\n/assign me\n/label ~nope\n/due 2030-01-02' })
  assert.deepEqual(made.applied, ['Assigned @reporter.', 'Set the due date to 2030-01-02.'])
  assert.deepEqual(made.refused, ['/label ~nope: labels do not exist: nope'])
  const row = await desk.db
    .selectFrom('issues')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow()
  assert.equal(row.description, 'Words')
  assert.equal(row.due_date, '2030-01-02')
})

test('fifty issues opened at once get fifty numbers without a gap', async () => {
  await using desk = await tracker()
  const made = await Promise.all(Array.from({ length: 50 }, (_, n) => desk.ticket({ title: `Ticket ${n}` })))
  const iids = made.map(({ iid }) => iid).sort((a, b) => a - b)
  assert.deepEqual(
    iids,
    Array.from({ length: 50 }, (_, n) => n + 1),
  )
})

test('what is wrong is named', async () => {
  await using desk = await tracker()
  const refused = async (more: Parameters<typeof desk.issue>[0], field: string) => {
    await assert.rejects(
      desk.issue(more),
      error => isDeskError(error, 'invalid') && field in (error.fields ?? {}),
    )
  }
  await refused({ title: ' ' }, 'title')
  await refused({ title: 'x'.repeat(256) }, 'title')
  await refused({ labels: ['none'] }, 'labels')
  await refused({ assigneeIds: [desk.outsider.id] }, 'assignee_ids')
  await refused({ milestoneId: 1 }, 'milestone_id')
  await refused({ dueDate: '2030-02-31' }, 'due_date')
})

test('who may open what, and where', async () => {
  await using desk = await tracker()
  await assert.rejects(desk.issue({ by: desk.outsider }), error => isDeskError(error, 'not_found'))
  await desk.issue({ by: desk.outsider, projectId: desk.open })
  await desk.issue({ by: desk.guest })
  await assert.rejects(desk.issue({ by: desk.guest, assigneeIds: [desk.guest.id] }), error =>
    isDeskError(error, 'forbidden'),
  )
})

test('an issue that is deleted takes everything along and says so', async () => {
  await using desk = await tracker()
  const made = await desk.ticket()
  const remove = (by: typeof desk.root) => desk.write(tx => issues.remove(tx, { issueId: made.id, by }))
  await assert.rejects(remove(desk.maintainer), error => isDeskError(error, 'forbidden'))
  await remove(desk.root)
  assert.deepEqual(await desk.db.selectFrom('issue_email_participants').selectAll().execute(), [])
  const events = await desk.db.selectFrom('events').select(['kind', 'data']).execute()
  assert.deepEqual(events, [{ kind: 'issue_removed', data: { iid: 1 } }])
})
