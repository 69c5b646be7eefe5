// Are many issues changed as one is, and does a refused one hold up no other?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labels, lists, milestones, notes } from '#issues'
import type { Person } from '#users'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

const url = '/projects/acme%2Fopen/issues/bulk'
const bulk = (web: WebTracker, who: Parameters<WebTracker['as']>[0], payload: object) =>
  web.as(who, { method: 'POST', url, payload })
const show = async (web: WebTracker, id: number) => {
  const row = await lists.show(web.desk.db, web.root, id)
  assert.ok(row)
  return row
}
const systemNotes = async (web: WebTracker, issueId: number, root: Person) =>
  (await notes.list(web.desk.db, root, { accessLevel: 50 }, { issueId }, { limit: 100 }))
    .filter(note => note.system)
    .map(note => note.body)

test('every attribute is changed on each issue, with the system notes and events of a single change', async () => {
  await using web = await webTracker()
  const milestone = await web.write(tx => milestones.create(tx, web.open, web.reporter, { title: 'v1' }))
  await web.write(tx => labels.create(tx, { projectId: web.open }, web.reporter, { title: 'old' }))
  const one = await web.issue({ labels: ['old'] })
  const two = await web.issue()
  const answer = await bulk(web, web.reporter, {
    iids: [2, 1, 2],
    add_labels: 'bug,urgent',
    remove_labels: ['old'],
    assignee_ids: [web.guest.id],
    milestone_id: milestone.id,
    state_event: 'close',
    confidential: true,
  })
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(answer.json(), [
    { iid: 2, done: true, message: null },
    { iid: 1, done: true, message: null },
  ])
  for (const { id } of [one, two]) {
    const row = await show(web, id)
    assert.deepEqual(
      [row.state, row.confidential, row.milestone?.title, row.labels.map(label => label.title)],
      ['closed', true, 'v1', ['bug', 'urgent']],
    )
    assert.deepEqual(
      row.assignees.map(({ username }) => username),
      ['guest'],
    )
    const events = await web.desk.db.selectFrom('events').select('kind').where('issue_id', '=', id).execute()
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['issue_opened', 'assignees_changed', 'issue_updated', 'issue_closed'],
    )
  }
  assert.deepEqual(await systemNotes(web, one.id, web.root), [
    'made the issue confidential',
    'added ~bug ~urgent labels and removed ~old label',
    'assigned to @guest',
    'changed milestone to %v1',
    'closed',
  ])
})

test('an issue that is refused stays as it was, and the others are changed', async () => {
  await using web = await webTracker()
  const own = await web.issue({ by: web.guest })
  const foreign = await web.issue()
  const hidden = await web.ticket()
  const closed = await bulk(web, web.guest, { iids: [1, 2, 3, 99], state_event: 'close' })
  assert.deepEqual(closed.json(), [
    { iid: 1, done: true, message: null },
    { iid: 2, done: false, message: '403 Forbidden' },
    { iid: 3, done: false, message: '404 Issue Not Found' },
    { iid: 99, done: false, message: '404 Issue Not Found' },
  ])
  const states = await Promise.all([own, foreign, hidden].map(async ({ id }) => (await show(web, id)).state))
  assert.deepEqual(states, ['closed', 'opened', 'opened'])
  // The label alone would do, but the milestone is of no project here: neither is kept.
  const half = await bulk(web, web.reporter, { iids: [2], add_labels: ['kept'], milestone_id: 4711 })
  assert.equal(half.json()[0].done, false)
  assert.match(half.json()[0].message, /^milestone_id /)
  assert.deepEqual((await show(web, foreign.id)).labels, [])
})

test('what cannot be a bulk change is refused as a whole', async () => {
  await using web = await webTracker()
  await web.issue()
  const iids = Array.from({ length: 101 }, (_, i) => i + 1)
  assert.equal((await bulk(web, web.reporter, { iids, state_event: 'close' })).statusCode, 400)
  assert.equal((await bulk(web, web.reporter, { iids: [], state_event: 'close' })).statusCode, 400)
  assert.equal((await bulk(web, web.reporter, { state_event: 'close' })).statusCode, 400)
  assert.equal((await bulk(web, web.reporter, { iids: [1], state_event: 'burn' })).statusCode, 400)
  assert.equal((await bulk(web, null, { iids: [1] })).statusCode, 401)
  const hidden = { method: 'POST', url: url.replace('open', 'widget'), payload: { iids: [1] } } as const
  assert.equal((await web.as(web.outsider, hidden)).statusCode, 404)
})
