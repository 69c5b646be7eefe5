// Are saved replies kept by those who may, read by the team, and by nobody else?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addPerson, type TestPerson } from '../../../test/support/web.ts'
import { type WebTracker, webTracker } from '../../../test/support/web-tracker.ts'

let desk: WebTracker
let developer: TestPerson
let url: string

before(async () => {
  desk = await webTracker()
  developer = await addPerson(desk.desk, 'developer')
  for (const project_id of [desk.open, desk.widget])
    await desk.desk.db
      .insertInto('members')
      .values({ user_id: developer.id, project_id, access_level: 30 })
      .execute()
  url = `/projects/${desk.open}/saved_replies`
})
after(() => desk[Symbol.asyncDispose]())

const post = (by: TestPerson | null, payload: object) => desk.as(by, { method: 'POST', url, payload })
const titles = async () =>
  (await desk.as(desk.reporter, { url })).json().map((reply: { title: string }) => reply.title)

test('a reply is kept, listed by title, changed and removed', async () => {
  const made = await post(developer, { title: '  Restart   it ', body: 'Please **restart** it.\n' })
  assert.equal(made.statusCode, 201, made.body)
  const { id, created_at, updated_at, ...reply } = made.json()
  assert.deepEqual(reply, {
    project_id: desk.open,
    title: 'Restart it',
    body: 'Please **restart** it.\n',
  })
  assert.ok(created_at && updated_at)
  await post(developer, { title: 'ask back', body: 'Which version?' })
  assert.deepEqual(await titles(), ['ask back', 'Restart it'])
  const one = `${url}/${id}`
  const changed = await desk.as(developer, { method: 'PUT', url: one, payload: { title: 'RESTART IT' } })
  assert.deepEqual([changed.json().title, changed.json().body], ['RESTART IT', reply.body])
  assert.equal((await desk.as(developer, { method: 'DELETE', url: one })).statusCode, 204)
  assert.equal((await desk.as(developer, { method: 'DELETE', url: one })).statusCode, 404)
  assert.deepEqual(await titles(), ['ask back'])
})

test('what is wrong is named, the limits too', async () => {
  await post(developer, { title: 'Taken', body: 'x' })
  for (const [payload, answer] of [
    [{ body: 'x' }, { error: 'title is missing' }],
    [{ title: ' ', body: 'x' }, { message: { title: ["can't be blank"] } }],
    [{ title: 'A', body: ' \n' }, { message: { body: ["can't be blank"] } }],
    [{ title: 'tAKEN', body: 'x' }, { message: { title: ['has already been taken'] } }],
    [
      { title: 'x'.repeat(256), body: 'x' },
      { message: { title: ['is too long (maximum is 255 characters)'] } },
    ],
    [
      { title: 'A', body: '😀'.repeat(20_001) },
      { message: { body: ['is too long (maximum is 20000 characters)'] } },
    ],
  ] as const) {
    const made = await post(developer, payload)
    assert.deepEqual([made.statusCode, made.json()], [400, answer])
  }
  assert.equal(
    (await post(developer, { title: '😀'.repeat(255), body: '😀'.repeat(20_000) })).statusCode,
    201,
  )
})

test('a project keeps 200 replies and no more', async () => {
  const url = `/projects/${desk.widget}/saved_replies`
  const rows = Array.from({ length: 200 }, (_, i) => ({ project_id: desk.widget, title: `R${i}`, body: 'x' }))
  await desk.desk.db.insertInto('saved_replies').values(rows).execute()
  const made = await desk.as(developer, { method: 'POST', url, payload: { title: 'More', body: 'x' } })
  assert.deepEqual(
    [made.statusCode, made.json().message],
    [409, 'A project can keep 200 saved replies; remove one first'],
  )
})

test('Reporters read, Developers write, and nobody reaches those of another project', async () => {
  const { id } = (await post(desk.maintainer, { title: 'Ours', body: 'x' })).json()
  const statuses = async (by: TestPerson | null, one = `${url}/${id}`) => [
    (await desk.as(by, { url })).statusCode,
    (await post(by, { title: `Of ${by?.username}`, body: 'x' })).statusCode,
    (await desk.as(by, { method: 'PUT', url: one, payload: { body: 'y' } })).statusCode,
  ]
  assert.deepEqual(await statuses(null), [401, 401, 401])
  assert.deepEqual(await statuses(desk.outsider), [403, 403, 403])
  assert.deepEqual(await statuses(desk.guest), [403, 403, 403])
  assert.deepEqual(await statuses(desk.reporter), [200, 403, 403])
  assert.deepEqual(await statuses(developer), [200, 201, 200])
  assert.deepEqual(await statuses(desk.root), [200, 201, 200])
  const elsewhere = `/projects/${desk.widget}/saved_replies/${id}`
  for (const method of ['PUT', 'DELETE'] as const)
    assert.equal((await desk.as(desk.root, { method, url: elsewhere, payload: {} })).statusCode, 404)
  const hidden = { url: `/projects/${desk.widget}/saved_replies` }
  assert.equal((await desk.as(desk.outsider, hidden)).statusCode, 404)
})
