// Does everybody see their own to-dos, and only of what they may read?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issues } from '#issues'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

type Shown = { id: number; action_name: string; body: string; target: { iid: number } }
const list = (desk: WebTracker, by: TestPerson | null, query = '') => desk.as(by, { url: `/todos?${query}` })
const note = (desk: WebTracker, iid: number, payload: object) =>
  desk.as(desk.reporter, {
    method: 'POST',
    url: `/projects/${desk.open}/issues/${iid}/notes`,
    payload,
  })

test('a mention is a to-do in GitLab’s shape, and is settled', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const { id: noteId } = (await note(desk, iid, { body: 'See @guest' })).json()
  const [todo] = (await list(desk, desk.guest)).json()
  const { id, created_at, updated_at, target, author, ...rest } = todo
  assert.ok(created_at && updated_at)
  assert.deepEqual([target.iid, target.title, author.username], [iid, 'Printer', 'reporter'])
  assert.deepEqual(rest, {
    project: {
      id: desk.open,
      name: 'open',
      name_with_namespace: 'Acme / open',
      path: 'open',
      path_with_namespace: 'acme/open',
    },
    action_name: 'mentioned',
    target_type: 'Issue',
    target_url: `http://desk.example/acme/open/-/issues/${iid}#note_${noteId}`,
    body: 'See @guest',
    state: 'pending',
  })
  const url = `/todos/${id}/mark_as_done`
  assert.equal((await desk.as(desk.reporter, { method: 'POST', url })).statusCode, 404)
  const settled = await desk.as(desk.guest, { method: 'POST', url })
  assert.deepEqual([settled.statusCode, settled.json().state], [201, 'done'])
  assert.deepEqual((await list(desk, desk.guest)).json(), [])
  assert.equal((await list(desk, desk.guest, 'state=done')).json()[0].id, id)
})

test('to-dos are filtered, come in pages, and are settled all at once', async () => {
  await using desk = await webTracker()
  const [one, two] = [await desk.issue(), await desk.issue()]
  const there = await desk.issue({ projectId: desk.widget, assigneeIds: [desk.guest.id] })
  await note(desk, one.iid, { body: 'Here, @guest' })
  await note(desk, two.iid, { body: 'And @guest' })
  const found = async (query: string) =>
    (await list(desk, desk.guest, query)).json().map((todo: Shown) => todo.target.iid)
  assert.deepEqual(await found(`project_id=${desk.open}`), [two.iid, one.iid])
  assert.deepEqual(await found('action=assigned'), [there.iid])
  assert.equal((await found(`group_id=${desk.group}&type=Issue`)).length, 3)
  assert.deepEqual(await found(`author_id=${desk.guest.id}`), [])
  assert.deepEqual(await found('type=MergeRequest'), [])
  const page = await list(desk, desk.guest, 'per_page=2')
  assert.deepEqual([page.headers['x-total'], page.headers['x-next-page']], ['3', '2'])
  assert.deepEqual((await list(desk, desk.guest, 'action=sing')).json(), {
    error: 'action does not have a valid value',
  })
  const all = await desk.as(desk.guest, { method: 'POST', url: '/todos/mark_as_done' })
  assert.deepEqual([all.statusCode, all.body, await found('')], [204, '', []])
  for (const method of ['GET', 'POST'] as const) {
    const url = method === 'GET' ? '/todos' : '/todos/mark_as_done'
    assert.equal((await desk.as(null, { method, url })).statusCode, 401)
  }
})

test('what one may not read any more calls nobody', async () => {
  await using desk = await webTracker()
  const { id, iid } = await desk.issue()
  await note(desk, iid, { body: 'See @guest and @outsider' })
  for (const who of [desk.guest, desk.outsider])
    assert.equal((await list(desk, who)).json().length, 1, who.username)
  const changes = { confidential: true }
  await desk.write(tx => issues.update(tx, { issueId: id, by: desk.reporter, changes }))
  for (const who of [desk.guest, desk.outsider]) {
    const answer = await list(desk, who)
    assert.deepEqual([answer.json(), answer.headers['x-total']], [[], '0'])
  }
})
