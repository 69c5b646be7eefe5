// Do tokens open what their scopes say, as long as they live?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { secretDigest } from '#kernel'
import { tokens } from '#users'
import { type TestPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'

async function withScopes(web: TestWeb, scopes: string[]): Promise<TestPerson> {
  const answer = await web.as(web.ada, {
    method: 'POST',
    url: '/user/personal_access_tokens',
    payload: { name: scopes.join(), scopes },
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return { ...web.ada, token: answer.json().token }
}

test('read_api reads everything and changes nothing', async () => {
  await using web = await testWeb()
  const reader = await withScopes(web, ['read_api'])
  assert.equal((await web.as(reader, { url: '/user' })).statusCode, 200)
  const refused = await web.as(reader, { method: 'PUT', url: '/user', payload: { name: 'x' } })
  assert.equal(refused.statusCode, 403)
  assert.deepEqual(refused.json(), {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: 'api',
  })
})

test('read_user reads people, read_repository nothing of the API but the token itself', async () => {
  await using web = await testWeb()
  const person = await withScopes(web, ['read_user'])
  assert.equal((await web.as(person, { url: '/user' })).statusCode, 200)
  assert.equal((await web.as(person, { url: '/users' })).statusCode, 200)
  assert.equal((await web.as(person, { url: '/personal_access_tokens' })).statusCode, 403)
  const git = await withScopes(web, ['read_repository'])
  assert.equal((await web.as(git, { url: '/user' })).statusCode, 403)
  const self = await web.as(git, { url: '/personal_access_tokens/self' })
  assert.deepEqual(self.json().scopes, ['read_repository'])
})

test('only a digest of the token is kept, and it is shown once', async () => {
  await using web = await testWeb()
  const { token } = await withScopes(web, ['api'])
  assert.match(token, /^dbpat-[0-9a-f]{40}$/)
  const rows = await web.desk.db.selectFrom('personal_access_tokens').selectAll().execute()
  assert.ok(!JSON.stringify(rows).includes(token))
  assert.ok(rows.some(row => row.token_digest.equals(secretDigest(token))))
  assert.ok(!(await web.as(web.ada, { url: '/personal_access_tokens' })).body.includes('dbpat-'))
})

test('a token ends when it is revoked, and when its last day begins', async () => {
  await using web = await testWeb()
  const gone = await withScopes(web, ['api'])
  const { id } = (await web.as(gone, { url: '/personal_access_tokens/self' })).json()
  const end = await web.as(web.ada, { method: 'DELETE', url: `/personal_access_tokens/${id}` })
  assert.equal(end.statusCode, 204, end.body)
  assert.equal((await web.as(gone, { url: '/user' })).statusCode, 401)
  const today = new Date().toISOString().slice(0, 10)
  await web.desk.db.updateTable('personal_access_tokens').set({ expires_at: today }).execute()
  assert.equal((await web.as(web.ada, { url: '/user' })).statusCode, 401)
})

test('a token is rotated into another of the same name and scopes', async () => {
  await using web = await testWeb()
  const old = await withScopes(web, ['api'])
  const answer = await web.as(old, { method: 'POST', url: '/personal_access_tokens/self/rotate' })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.deepEqual(answer.json().scopes, ['api'])
  assert.equal((await web.as(old, { url: '/user' })).statusCode, 401)
  assert.equal((await web.as({ ...old, token: answer.json().token }, { url: '/user' })).statusCode, 200)
})

test("others' tokens do not exist, but for administrators", async () => {
  await using web = await testWeb()
  const [own] = (await web.as(web.root, { url: `/personal_access_tokens?user_id=${web.root.id}` })).json()
  assert.equal((await web.as(web.ada, { url: `/personal_access_tokens/${own.id}` })).statusCode, 404)
  const byAda = await web.as(web.ada, { method: 'DELETE', url: `/personal_access_tokens/${own.id}` })
  assert.equal(byAda.statusCode, 404)
  assert.equal((await web.as(web.ada, { url: '/personal_access_tokens' })).json().length, 1)
  assert.equal((await web.as(web.root, { url: '/personal_access_tokens' })).json().length, 2)
  const url = `/users/${web.ada.id}/personal_access_tokens`
  const payload = { name: 'for ada', scopes: ['read_api'], expires_at: '2999-01-31' }
  assert.equal((await web.as(web.ada, { method: 'POST', url, payload })).statusCode, 403)
  const made = await web.as(web.root, { method: 'POST', url, payload })
  assert.equal(made.json().expires_at, '2999-01-31')
  assert.equal(made.json().user_id, web.ada.id)
})

test('a new token names what is wrong with it', async () => {
  await using web = await testWeb()
  const make = (payload: object) =>
    web.as(web.ada, { method: 'POST', url: '/user/personal_access_tokens', payload })
  assert.deepEqual((await make({})).json(), { error: 'name is missing, scopes is missing' })
  assert.deepEqual((await make({ name: 'x', scopes: ['sudo'], expires_at: '31.1.2030' })).json(), {
    error: 'scopes[0] does not have a valid value, expires_at is invalid',
  })
  assert.deepEqual((await make({ name: ' ', scopes: [], expires_at: '2001-01-01' })).json(), {
    message: {
      name: ["can't be blank"],
      scopes: ["can't be blank"],
      expires_at: ['must be a day in the future'],
    },
  })
})

test('the last use is noted, and not written again within the minute', async () => {
  await using web = await testWeb()
  await web.as(web.ada, { url: '/user' })
  const first = (await web.as(web.ada, { url: '/personal_access_tokens/self' })).json().last_used_at
  assert.ok(first)
  const second = (await web.as(web.ada, { url: '/personal_access_tokens/self' })).json().last_used_at
  assert.equal(second, first)
})

test('a token given from outside works, unless it is short', async () => {
  await using web = await testWeb()
  const make = (token: string) =>
    transaction(web.desk.db, tx =>
      tokens.create(tx, { userId: web.ada.id, name: 'given', scopes: ['api'], token }),
    )
  await assert.rejects(make('short'), /token not valid/)
  await make('a-token-of-twenty-chars')
  const answer = await web.as({ ...web.ada, token: 'a-token-of-twenty-chars' }, { url: '/user' })
  assert.equal(answer.statusCode, 200)
})
