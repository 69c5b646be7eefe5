// Does the frame hold: credentials, refusals, headers?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWeb } from '../../test/support/web.ts'

test('the caller is found by PRIVATE-TOKEN, Bearer and private_token alike', async () => {
  await using web = await testWeb()
  const { token } = web.ada
  for (const request of [
    { url: '/api/v4/user', headers: { 'private-token': token } },
    { url: '/api/v4/user', headers: { authorization: `Bearer ${token}` } },
    { url: `/api/v4/user?private_token=${token}` },
  ]) {
    const answer = await web.app.inject(request)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().username, 'ada')
    assert.match(answer.json().created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
})
