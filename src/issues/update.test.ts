// How do issues change, and what is noted of it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Issue, issues, labels, milestones } from '#issues'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import { type Tracker, tracker } from '../../test/support/tracker.ts'

const change = (
  desk: Tracker,
  issueId: number,
  changes: Parameters<typeof issues.update>[1]['changes'],
  by?: Person,
) => desk.write(tx => issues.update(tx, { issueId, by: by ?? desk.reporter, changes }))

test('each change leaves its system note, and all of them one event', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const project = { projectId: desk.widget }
  const { bug, milestone } = await desk.write(async tx => ({
    bug: await labels.create(tx, project, desk.reporter, { title: 'bug', color: 'red' }),
    milestone: await milestones.create(tx, desk.widget, desk.reporter, { title: 'Version 1' }),
  }))
  assert.equal(bug.color, '#ff0000')
  assert.equal(milestone.iid, 1)
  const done = await change(desk, id, {
    title: 'Printer smokes',
    description: 'It does.',
    confidential: true,
    labels: { set: ['bug'] },
    assignees: { set: [desk.guest.id] },
    milestoneId: milestone.id,
    dueDate: '2030-03-01',
  })
  assert.deepEqual(done, [
    'title',
    'description',
    'confidential',
    'labels',
    'assignees',
    'milestone',
    'due_date',
  ])
  assert.deepEqual(await desk.systemNotes(id), [
    'changed title from **{-Printer on fire-}** to **{+Printer smokes+}**',
    'changed the description',
    'made the issue confidential',
    'added ~bug label',
    'assigned to @guest',
    'changed milestone to %"Version 1"',
    'changed due date to March 1, 2030',
  ])
  assert.deepEqual(await desk.eventsOf(id), ['issue_opened', 'assignees_changed', 'issue_updated'])
  assert.deepEqual(await change(desk, id, { title: 'Printer smokes', labels: { set: ['BUG'] } }), [])
  await change(desk, id, {
    labels: { set: [] },
    assignees: { add: [desk.maintainer.id], remove: [desk.guest.id] },
    milestoneId: null,
    dueDate: null,
    confidential: false,
  })
  assert.deepEqual((await desk.systemNotes(id)).slice(7), [
    'made the issue visible to everyone',
    'removed ~bug label',
    'assigned to @maintainer and unassigned @guest',
    'removed milestone',
    'removed due date',
  ])
})

test('assigning gives a to-do to others, taking it back settles it', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await change(desk, id, { assignees: { set: [desk.guest.id, desk.reporter.id] } })
  const todos = () => desk.db.selectFrom('todos').select(['user_id', 'action', 'state']).execute()
  assert.deepEqual(await todos(), [{ user_id: desk.guest.id, action: 'assigned', state: 'pending' }])
  await change(desk, id, { assignees: { set: [] } })
  assert.deepEqual(await todos(), [{ user_id: desk.guest.id, action: 'assigned', state: 'done' }])
})

test('an edited description calls only those whom it names anew', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue({ description: '@guest, look' })
  await change(desk, id, { description: '@guest, look; you too @maintainer' })
  const todos = await desk.db.selectFrom('todos').select('user_id').orderBy('id').execute()
  assert.deepEqual(
    todos.map(todo => todo.user_id),
    [desk.guest.id, desk.maintainer.id],
  )
})

test('who may change what', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue({ by: desk.guest })
  const forbidden = (error: unknown) => isDeskError(error, 'forbidden')
  await change(desk, id, { title: 'Mine' }, desk.guest)
  await assert.rejects(change(desk, id, { confidential: true }, desk.guest), forbidden)
  await assert.rejects(change(desk, id, { title: 'x' }, desk.outsider), error =>
    isDeskError(error, 'not_found'),
  )
  const other = await desk.issue()
  await assert.rejects(change(desk, other.id, { title: 'x' }, desk.guest), forbidden)
  await desk.db.updateTable('projects').set({ archived: true }).where('id', '=', desk.widget).execute()
  await assert.rejects(change(desk, id, { title: 'x' }, desk.maintainer), forbidden)
})

test('an issue is closed and opened once, by its author too', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue({ by: desk.guest })
  const close = (by: Person) => desk.write(tx => issues.close(tx, { issueId: id, by }))
  const reopen = (by: Person) => desk.write(tx => issues.reopen(tx, { issueId: id, by }))
  assert.equal(await reopen(desk.guest), false)
  assert.equal(await close(desk.guest), true)
  assert.equal(await close(desk.reporter), false)
  const read = () => desk.db.selectFrom('issues').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  assert.equal((await read()).closed_by_id, desk.guest.id)
  assert.equal(await reopen(desk.bot), true)
  assert.equal((await read()).closed_at, null)
  assert.deepEqual(await desk.systemNotes(id), ['closed', 'reopened'])
  assert.deepEqual(await desk.eventsOf(id), ['issue_opened', 'issue_closed', 'issue_reopened'])
  const other = await desk.issue()
  await assert.rejects(
    desk.write(tx => issues.close(tx, { issueId: other.id, by: desk.guest })),
    error => isDeskError(error, 'forbidden'),
  )
})

test('two people who close at once close once', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const closers = [desk.reporter, desk.maintainer, desk.reporter, desk.maintainer]
  const results = await Promise.all(
    closers.map(by => desk.write(tx => issues.close(tx, { issueId: id, by }))),
  )
  assert.equal(results.filter(Boolean).length, 1)
  assert.deepEqual(await desk.systemNotes(id), ['closed'])
})

test('two changes at once note what each replaced', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  await Promise.all(['One', 'Two'].map(title => change(desk, id, { title })))
  const read = desk.db.selectFrom('issues').select('title').where('id', '=', id)
  const { title: last }: Pick<Issue, 'title'> = await read.executeTakeFirstOrThrow()
  const first = last === 'One' ? 'Two' : 'One'
  assert.deepEqual(await desk.systemNotes(id), [
    `changed title from **{-Printer on fire-}** to **{+${first}+}**`,
    `changed title from **{-${first}-}** to **{+${last}+}**`,
  ])
})

test('a duplicate is closed and both say so', async () => {
  await using desk = await tracker()
  const first = await desk.issue()
  const second = await desk.issue({ projectId: desk.open })
  await desk.write(tx =>
    issues.markDuplicate(tx, { issueId: second.id, canonicalId: first.id, by: desk.reporter }),
  )
  assert.deepEqual(await desk.systemNotes(second.id), [
    'marked this issue as a duplicate of acme/widget#1',
    'closed',
  ])
  assert.deepEqual(await desk.systemNotes(first.id), ['marked acme/open#1 as a duplicate of this issue'])
})

test('an issue becomes a ticket whose mails never quote the team', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue({ description: 'Our own notes' })
  await desk.write(tx =>
    issues.convertToTicket(tx, { issueId: id, by: desk.reporter, address: 'jane@customer.example' }),
  )
  const row = await desk.db.selectFrom('issues').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  assert.equal(row.service_desk, true)
  assert.equal(row.confidential, true)
  assert.equal(row.author_id, desk.bot.id)
  assert.equal(row.customer_text, '')
  assert.deepEqual(await desk.eventsOf(id), ['issue_opened', 'participant_added', 'issue_updated'])
})
