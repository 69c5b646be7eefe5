// Are threads read, begun and answered over the API?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

type Thread = { id: string; individual_note: boolean; notes: { id: number; body: string }[] }
const post = (desk: WebTracker, by: TestPerson | null, url: string, payload: object) =>
  desk.as(by, { method: 'POST', url, payload })

test('a thread is begun, answered, changed, read and emptied', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const url = `/projects/${desk.open}/issues/${iid}/discussions`
  const begun = await post(desk, desk.reporter, url, { body: 'Why?' })
  assert.equal(begun.statusCode, 201, begun.body)
  const thread: Thread = begun.json()
  assert.match(thread.id, /^[0-9a-f]{40}$/)
  assert.equal(thread.individual_note, true)
  const one = `${url}/${thread.id}`
  const answer = await post(desk, desk.guest, `${one}/notes`, { body: 'Because.' })
  assert.equal(answer.statusCode, 201, answer.body)
  assert.equal(answer.json().discussion_id, thread.id)
  await post(desk, desk.reporter, url, { body: 'Another thing' })

  const page = await desk.as(null, { url: `${url}?per_page=1` })
  assert.deepEqual(
    page.json().map(({ individual_note, notes }: Thread) => [individual_note, notes.map(note => note.body)]),
    [[false, ['Why?', 'Because.']]],
  )
  assert.deepEqual([page.headers['x-total'], page.headers['x-next-page']], ['2', '2'])

  const mine = `${one}/notes/${answer.json().id}`
  const changed = await desk.as(desk.guest, { method: 'PUT', url: mine, payload: { body: 'It rains.' } })
  assert.equal(changed.json().body, 'It rains.', changed.body)
  assert.equal((await desk.as(desk.outsider, { url: mine })).json().body, 'It rains.')
  assert.equal((await desk.as(desk.guest, { method: 'DELETE', url: mine })).statusCode, 204)
  assert.deepEqual(
    (await desk.as(null, { url: one })).json().notes.map((note: Thread['notes'][0]) => note.body),
    ['Why?'],
  )
})

test('an internal thread stays among the team, and its answers with it', async () => {
  await using desk = await webTracker()
  const { iid } = await desk.issue()
  const url = `/projects/${desk.open}/issues/${iid}/discussions`
  const { id, notes }: Thread = (
    await post(desk, desk.reporter, url, { body: 'Between us', internal: true })
  ).json()
  const answer = await post(desk, desk.maintainer, `${url}/${id}/notes`, { body: 'Yes' })
  assert.equal(answer.json().internal, true)
  for (const who of [desk.guest, desk.outsider, null]) {
    assert.deepEqual((await desk.as(who, { url })).json(), [])
    assert.equal((await desk.as(who, { url: `${url}/${id}` })).statusCode, 404)
    assert.equal((await desk.as(who, { url: `${url}/${id}/notes/${notes[0]?.id}` })).statusCode, 404)
  }
  assert.equal((await post(desk, desk.guest, `${url}/${id}/notes`, { body: 'Hello' })).statusCode, 404)
  assert.equal((await post(desk, null, `${url}/${id}/notes`, { body: 'Hello' })).statusCode, 401)
})

test('what is wrong is named, and threads are found on their own issue alone', async () => {
  await using desk = await webTracker()
  const [here, there] = [await desk.issue(), await desk.issue()]
  const url = (iid: number) => `/projects/${desk.open}/issues/${iid}/discussions`
  const { id, notes }: Thread = (await post(desk, desk.reporter, url(here.iid), { body: 'x' })).json()
  for (const wrong of [`${url(there.iid)}/${id}`, `${url(there.iid)}/${id}/notes/${notes[0]?.id}`])
    assert.equal((await desk.as(desk.reporter, { url: wrong })).statusCode, 404)
  const other: Thread = (await post(desk, desk.reporter, url(here.iid), { body: 'y' })).json()
  const crossed = `${url(here.iid)}/${other.id}/notes/${notes[0]?.id}`
  for (const method of ['GET', 'DELETE'] as const)
    assert.equal((await desk.as(desk.reporter, { method, url: crossed })).statusCode, 404)
  assert.deepEqual((await post(desk, desk.reporter, url(here.iid), {})).json(), { error: 'body is missing' })
  assert.deepEqual((await post(desk, desk.reporter, `${url(here.iid)}/${id}/notes`, { body: '' })).json(), {
    message: { note: ["can't be blank"] },
  })
  const commands = await post(desk, desk.reporter, `${url(here.iid)}/${id}/notes`, { body: '/close' })
  assert.deepEqual([commands.statusCode, commands.json().summary], [202, ['Closed this issue.']])
})
