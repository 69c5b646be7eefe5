// Who has to do something, and who hears of what?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues, notes, policy, subscriptions, todos } from '#issues'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import { type Tracker, tracker } from '../../../test/support/tracker.ts'

const pending = (desk: Tracker, person: Person) => todos.count(desk.db, person, {})

test('the same to-do waits once, and another is made when it is done', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const call = () =>
    desk.write(tx => notes.add(tx, { issueId: id, by: desk.reporter, body: 'Please, @guest' }))
  await call()
  await call()
  assert.equal(await pending(desk, desk.guest), 1)
  await desk.write(tx => todos.settleAll(tx, desk.guest))
  await call()
  assert.equal(await pending(desk, desk.guest), 1)
  assert.equal(await todos.count(desk.db, desk.guest, { state: 'done' }), 1)
})

test('to-dos are filtered, shown newest first and settled one by one by their owner', async () => {
  await using desk = await tracker()
  const one = await desk.issue({ assigneeIds: [desk.guest.id] })
  await desk.issue({ by: desk.maintainer, title: 'Two', description: 'Ask @guest' })
  const list = async (filter: todos.TodoFilter) =>
    (await todos.list(desk.db, desk.guest, filter, { limit: 10 })).map(({ todo }) => todo.action)
  assert.deepEqual(await list({}), ['mentioned', 'assigned'])
  assert.deepEqual(await list({ action: 'assigned' }), ['assigned'])
  assert.deepEqual(await list({ authorId: desk.maintainer.id }), ['mentioned'])
  assert.deepEqual(await list({ projectId: desk.open }), [])
  const [newest] = await todos.list(desk.db, desk.guest, {}, { limit: 1 })
  const title = await desk.db
    .selectFrom('issues')
    .select('title')
    .where('id', '=', newest?.todo.issue_id ?? 0)
    .executeTakeFirst()
  assert.equal(title?.title, 'Two')
  assert.ok(newest?.todo.created_at instanceof Date)
  const settle = (by: Person) => desk.write(tx => todos.settle(tx, { id: newest?.todo.id ?? 0, by }))
  await assert.rejects(settle(desk.reporter), error => isDeskError(error, 'not_found'))
  await settle(desk.guest)
  assert.deepEqual(await list({}), ['assigned'])
  await desk.write(tx => issues.close(tx, { issueId: one.id, by: desk.guest }))
  assert.deepEqual(await list({}), [])
})

test('an issue is put on the own list once', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const mark = () => desk.write(tx => todos.mark(tx, { issueId: id, by: desk.guest }))
  assert.equal(typeof (await mark()), 'number')
  assert.equal(await mark(), null)
  assert.equal(await desk.write(tx => todos.settleOnIssue(tx, { issueId: id, by: desk.guest })), true)
  assert.equal(await desk.write(tx => todos.settleOnIssue(tx, { issueId: id, by: desk.guest })), false)
})

test('taking part is a subscription until one chooses otherwise', async () => {
  await using desk = await tracker()
  const { id } = await desk.issue()
  const hears = () => subscriptions.isSubscribed(desk.db, id, desk.guest.id)
  const choose = (subscribed: boolean) =>
    desk.write(tx => subscriptions.set(tx, { issueId: id, by: desk.guest, subscribed }))
  assert.equal(await hears(), false)
  assert.equal(await choose(false), false)
  await desk.write(tx => notes.add(tx, { issueId: id, by: desk.guest, body: 'Me too' }))
  assert.equal(await hears(), true)
  assert.equal(await choose(false), true)
  assert.equal(await hears(), false)
  assert.equal(await choose(true), true)
  assert.equal(await hears(), true)
  const found = await policy.findIssue(desk.db, desk.guest, id)
  assert.deepEqual(await subscriptions.listTakingPart(desk.db, found), [desk.reporter.id, desk.guest.id])
})
