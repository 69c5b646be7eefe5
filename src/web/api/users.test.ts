// Can administrators look after people, and nobody else?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addPerson, type TestPerson, testWeb } from '../../../test/support/web.ts'

const grace = { username: 'grace', name: 'Grace Example', email: 'Grace@People.Example' }

test('an administrator makes a user, who gets a namespace of their own', async () => {
  await using web = await testWeb()
  const made = await web.as(web.root, { method: 'POST', url: '/users', payload: grace })
  assert.equal(made.statusCode, 201, made.body)
  assert.equal(made.json().email, 'grace@people.example')
  assert.equal(made.json().web_url, 'http://desk.example/grace')
  const { id } = made.json()
  const namespace = await web.desk.db
    .selectFrom('namespace_access')
    .innerJoin('namespaces', 'namespaces.id', 'namespace_access.namespace_id')
    .select(['full_path', 'kind', 'access_level', 'traversal_ids', 'namespaces.id'])
    .where('user_id', '=', id)
    .executeTakeFirstOrThrow()
  assert.deepEqual(namespace, {
    full_path: 'grace',
    kind: 'user',
    access_level: 50,
    traversal_ids: [namespace.id],
    id: namespace.id,
  })
})

test('what is taken is a conflict, what is wrong is named', async () => {
  await using web = await testWeb()
  const make = (change: object) =>
    web.as(web.root, { method: 'POST', url: '/users', payload: { ...grace, ...change } })
  for (const [change, message] of [
    [{ username: 'ADA' }, 'Username has already been taken'],
    [{ email: 'ADA@people.example' }, 'Email has already been taken'],
  ] as const) {
    const answer = await make(change)
    assert.equal(answer.statusCode, 409, answer.body)
    assert.deepEqual(answer.json(), { message })
  }
  const wrong = await make({ username: 'support-bot', name: ' ', email: 'grace', password: 'short' })
  assert.equal(wrong.statusCode, 400)
  assert.deepEqual(wrong.json(), {
    message: {
      username: ['is a reserved name'],
      name: ["can't be blank"],
      email: ['is invalid'],
      password: ['is too short (minimum is 8 characters)'],
    },
  })
  const missing = await web.as(web.root, { method: 'POST', url: '/users', payload: { name: 'x' } })
  assert.deepEqual(missing.json(), { error: 'username is missing, email is missing' })
})

test('only administrators make, change and block', async () => {
  await using web = await testWeb()
  const url = `/users/${web.root.id}`
  const requests = [
    { method: 'POST', url: '/users', payload: grace },
    { method: 'PUT', url, payload: { admin: false } },
    { method: 'POST', url: `${url}/block` },
    { method: 'POST', url: `${url}/unblock` },
    { method: 'GET', url: '/application/settings' },
    { method: 'PUT', url: '/application/settings', payload: { instance_name: 'x' } },
  ] as const
  for (const request of requests) {
    assert.equal((await web.as(web.ada, request)).statusCode, 403, request.url)
    assert.equal((await web.as(null, request)).statusCode, 401, request.url)
  }
})

test('e-mail addresses are for the person and administrators alone', async () => {
  await using web = await testWeb()
  const seenBy = async (person: TestPerson) => (await web.as(person, { url: `/users/${web.root.id}` })).json()
  assert.equal((await seenBy(web.root)).email, 'root@people.example')
  assert.deepEqual(Object.keys(await seenBy(web.ada)).sort(), [
    'avatar_url',
    'bot',
    'created_at',
    'id',
    'locked',
    'name',
    'state',
    'username',
    'web_url',
  ])
})

test('users are found by part of their name, by username, and without the bot', async () => {
  await using web = await testWeb()
  const found = async (query: string) =>
    (await web.as(web.ada, { url: `/users?${query}` })).json().map((user: TestPerson) => user.username)
  assert.deepEqual(await found(''), ['ada', 'root', 'support-bot'])
  assert.deepEqual(await found('exclude_internal=true'), ['ada', 'root'])
  assert.deepEqual(await found('search=OO'), ['root'])
  assert.deepEqual(await found('search=people.example'), [])
  assert.deepEqual(await found('username=Ada'), ['ada'])
  assert.deepEqual(await found('blocked=true'), [])
})

test('the last administrator stays one, nobody blocks themselves, nobody changes the bot', async () => {
  await using web = await testWeb()
  const last = await web.as(web.root, {
    method: 'PUT',
    url: `/users/${web.root.id}`,
    payload: { admin: false },
  })
  assert.deepEqual(last.json(), { message: { admin: ['cannot be taken from the last administrator'] } })
  const self = await web.as(web.root, { method: 'POST', url: `/users/${web.root.id}/block` })
  assert.equal(self.statusCode, 403)
  const [bot] = (await web.as(web.root, { url: '/users?username=support-bot' })).json()
  assert.equal(bot.bot, true)
  assert.equal((await web.as(web.root, { method: 'POST', url: `/users/${bot.id}/block` })).statusCode, 403)
  const change = await web.as(web.root, {
    method: 'PUT',
    url: `/users/${bot.id}`,
    payload: { password: 'a long password' },
  })
  assert.equal(change.statusCode, 403)
})

test('people change their own profile', async () => {
  await using web = await testWeb()
  const change = (payload: object) => web.as(web.ada, { method: 'PUT', url: '/user', payload })
  const changed = await change({
    name: 'Ada L.',
    theme: 'dark',
    time_zone: 'Europe/London',
    notification_level: 'watch',
  })
  assert.equal(changed.statusCode, 200, changed.body)
  assert.equal(changed.json().name, 'Ada L.')
  assert.equal(changed.json().time_zone, 'Europe/London')
  assert.deepEqual((await change({ time_zone: 'Middle/Earth' })).json(), {
    message: { time_zone: ['is unknown'] },
  })
  assert.deepEqual((await change({ theme: 'pink' })).json(), { error: 'theme does not have a valid value' })
})

test('the instance has a version, and a name that administrators change', async () => {
  await using web = await testWeb()
  assert.match((await web.as(web.ada, { url: '/version' })).json().version, /^\d+\.\d+\.\d+/)
  assert.equal((await web.as(web.ada, { url: '/metadata' })).json().enterprise, false)
  const settings = () => web.as(web.root, { url: '/application/settings' })
  const noKey = {
    header_message: '',
    footer_message: '',
    email_additional_text: '',
    file_template_project_id: null,
    akismet_enabled: false,
    akismet_api_key: null,
  }
  assert.deepEqual((await settings()).json(), { instance_name: 'Deskbell', ...noKey })
  const payload = { instance_name: ' Acme "Help" ' }
  await web.as(web.root, { method: 'PUT', url: '/application/settings', payload })
  assert.deepEqual((await settings()).json(), { instance_name: 'Acme "Help"', ...noKey })
})

test('the key of Akismet is kept sealed, shown by its end, and needed where it is on', async () => {
  await using web = await testWeb()
  const change = async (payload: object) => {
    const response = await web.as(web.root, { method: 'PUT', url: '/application/settings', payload })
    return { status: response.statusCode, body: response.json() }
  }
  const blank = await change({ akismet_enabled: true })
  assert.deepEqual(
    [blank.status, blank.body.message],
    [400, { akismet_api_key: ["can't be blank if Akismet is on"] }],
  )
  const on = await change({ akismet_enabled: true, akismet_api_key: ' 0123456789ab ' })
  assert.deepEqual([on.body.akismet_enabled, on.body.akismet_api_key], [true, '…89ab'])
  const { rows } = await web.database.pool.query('select value::text from instance_settings')
  assert.doesNotMatch(JSON.stringify(rows), /0123456789ab/)
  assert.equal((await change({ akismet_enabled: false, akismet_api_key: '' })).body.akismet_api_key, null)
})

test('only administrators learn by an address who has an account', async () => {
  await using web = await testWeb()
  for (const path of ['/users?search=', '/search?scope=users&search=']) {
    const found = async (person: typeof web.ada, words: string) =>
      (await web.as(person, { url: path + words })).json().map((row: { username: string }) => row.username)
    assert.deepEqual(await found(web.root, 'ADA@people.example'), ['ada'])
    assert.deepEqual(await found(web.ada, 'root@people.example'), [])
    assert.deepEqual(await found(web.ada, 'roo'), ['root'])
  }
})

test("a user's own projects are listed by id and username, not by address", async () => {
  await using web = await testWeb()
  const payload = { name: 'Mine', visibility: 'public' }
  assert.equal((await web.as(web.ada, { method: 'POST', url: '/projects', payload })).statusCode, 201)
  await web.as(web.ada, { method: 'POST', url: '/projects', payload: { name: 'Hidden' } })
  const list = (person: typeof web.ada | null, who: string | number) =>
    web.as(person, { url: `/users/${who}/projects?sort=asc` })
  const names = async (person: typeof web.ada, who: string | number) =>
    (await list(person, who)).json().map((row: { name: string }) => row.name)
  assert.deepEqual(await names(web.ada, web.ada.id), ['Mine', 'Hidden'])
  assert.deepEqual(await names(web.root, 'ADA'), ['Mine', 'Hidden'])
  assert.deepEqual(await names(web.ada, 'root'), [])
  assert.deepEqual(await names(web.root, 'support-bot'), [])
  assert.equal((await list(web.root, 'ada@people.example')).statusCode, 404)
  assert.equal((await list(web.root, 4711)).statusCode, 404)
  assert.equal((await list(null, web.ada.id)).statusCode, 401)
  const eve = await addPerson(web.desk, 'eve')
  assert.deepEqual(await names(eve, 'ada'), ['Mine'])
})
