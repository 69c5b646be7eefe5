// Do members of projects and groups come, change and go over the API?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addPerson, testWeb } from '../../../test/support/web.ts'

test('members come, change and go', async () => {
  await using web = await testWeb()
  const eve = await addPerson(web.desk, 'eve')
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, by = web.ada) =>
    web.as(by, { method, url, ...(payload === undefined ? {} : { payload }) })
  const group = (await ask('POST', '/groups', { name: 'Acme', path: 'acme' })).json()
  const project = (await ask('POST', '/projects', { path: 'widget', namespace_id: group.id })).json()

  const added = await ask('POST', `/projects/${project.id}/members`, {
    username: 'eve',
    access_level: '30',
    expires_at: '2999-12-31',
  })
  assert.equal(added.statusCode, 201, added.body)
  const { created_at, ...rest } = added.json()
  assert.ok(created_at)
  assert.deepEqual(rest, {
    id: eve.id,
    username: 'eve',
    name: 'eve Example',
    state: 'active',
    locked: false,
    avatar_url: null,
    web_url: 'http://desk.example/eve',
    access_level: 30,
    expires_at: '2999-12-31',
    membership_state: 'active',
  })
  const again = await ask('POST', `/projects/${project.id}/members`, { user_id: eve.id, access_level: 30 })
  assert.deepEqual([again.statusCode, again.json()], [409, { message: 'Member already exists' }])

  const names = async (url: string) =>
    (await ask('GET', url)).json().map((row: { username: string }) => row.username)
  assert.deepEqual(await names('/projects/acme%2Fwidget/members'), ['eve'])
  assert.deepEqual(await names('/projects/acme%2Fwidget/members/all'), ['ada', 'eve'])
  assert.deepEqual(await names('/projects/acme%2Fwidget/members/all?query=AD'), ['ada'])
  assert.deepEqual(await names(`/projects/acme%2Fwidget/members/all?user_ids=${eve.id}`), ['eve'])
  assert.deepEqual(await names('/groups/acme/members'), ['ada'])
  assert.deepEqual(await names('/projects/acme%2Fwidget/users'), ['ada', 'eve'])
  assert.deepEqual(await names('/projects/acme%2Fwidget/users?search=ev'), ['eve'])
  assert.deepEqual(await names(`/projects/acme%2Fwidget/users?skip_users[]=${eve.id}`), ['ada'])

  const one = `/projects/${project.id}/members/${eve.id}`
  const changed = (await ask('PUT', one, { access_level: 20, expires_at: '' })).json()
  assert.deepEqual([changed.access_level, changed.expires_at], [20, null])
  assert.equal((await ask('GET', one)).json().access_level, 20)
  assert.equal((await ask('GET', `/projects/${project.id}/members/${web.ada.id}`)).statusCode, 404)
  assert.equal(
    (await ask('GET', `/projects/${project.id}/members/all/${web.ada.id}`)).json().access_level,
    50,
  )
  assert.equal((await ask('PUT', one, { access_level: 40 }, eve)).statusCode, 403)
  assert.equal((await ask('DELETE', one, undefined, eve)).statusCode, 204)
  assert.equal((await ask('GET', `/projects/${project.id}`, undefined, eve)).statusCode, 404)
})

test('wrong members are refused by name, and the last Owner stays', async () => {
  await using web = await testWeb()
  const ask = (method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    web.as(web.ada, { method, url, ...(payload === undefined ? {} : { payload }) })
  const { id } = (await ask('POST', '/groups', { name: 'Acme', path: 'acme' })).json()
  const refused = async (payload: object) => (await ask('POST', `/groups/${id}/members`, payload)).json()
  assert.deepEqual(await refused({ access_level: 30 }), { message: { user_id: ['is missing'] } })
  assert.deepEqual(await refused({ user_id: web.root.id }), { error: 'access_level is missing' })
  assert.deepEqual(await refused({ user_id: web.root.id, access_level: 33 }), {
    message: { access_level: ['is not included in the list'] },
  })
  assert.deepEqual(await refused({ user_id: web.root.id, access_level: 30, expires_at: '31.12.2999' }), {
    error: 'expires_at is invalid',
  })
  assert.deepEqual(await refused({ username: 'nobody', access_level: 30 }), { message: '404 User Not Found' })
  const gone = await ask('DELETE', `/groups/${id}/members/${web.ada.id}`)
  assert.deepEqual(
    [gone.statusCode, gone.json()],
    [403, { message: '403 Forbidden - the last Owner of a group must stay' }],
  )
})
