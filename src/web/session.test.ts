// Do sessions hold: signing in and out, forged requests, guessing?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { password, type TestWeb, testWeb } from '../../test/support/web.ts'

const own = { 'sec-fetch-site': 'same-origin' }

async function signIn(web: TestWeb, login: string, given = password) {
  const answer = await web.as(null, { method: 'POST', url: '/session', payload: { login, password: given } })
  const cookie = [answer.headers['set-cookie'] ?? []].flat().map(value => value.split(';')[0])
  return { answer, cookie: cookie.join('; ') }
}

test('people sign in by username or e-mail address, in any case of letters', async () => {
  await using web = await testWeb()
  for (const login of ['ada', 'ADA', 'ada@people.example', 'Ada@People.Example']) {
    const { answer, cookie } = await signIn(web, login)
    assert.equal(answer.statusCode, 201, answer.body)
    assert.match(String(answer.headers['set-cookie']), /HttpOnly/)
    assert.match(String(answer.headers['set-cookie']), /SameSite=Lax/)
    const me = await web.as(null, { url: '/user', headers: { cookie } })
    assert.equal(me.json().username, 'ada')
    assert.ok(me.json().last_sign_in_at)
  }
})

test('an address without a dot or beyond ASCII is as good as any to sign in with', async () => {
  await using web = await testWeb()
  for (const email of ['ada@localhost', 'adä@exämple.de']) {
    const change = await web.as(web.ada, { method: 'PUT', url: '/user', payload: { email } })
    assert.equal(change.statusCode, 200, change.body)
    assert.equal((await signIn(web, email)).answer.statusCode, 201, email)
    assert.equal((await signIn(web, 'ada')).answer.statusCode, 201, email)
  }
})

test('signing out ends the session, not only the cookie', async () => {
  await using web = await testWeb()
  const { cookie } = await signIn(web, 'ada')
  const out = await web.as(null, { method: 'DELETE', url: '/session', headers: { cookie, ...own } })
  assert.equal(out.statusCode, 204, out.body)
  assert.match(String(out.headers['set-cookie']), /Max-Age=0/)
  assert.equal((await web.as(null, { url: '/user', headers: { cookie } })).statusCode, 401)
})

test('a wrong password, an unknown name, a blocked person and the bot are refused in the same words', async () => {
  await using web = await testWeb()
  await web.as(web.root, { method: 'POST', url: `/users/${web.ada.id}/block` })
  const answers = [
    await signIn(web, 'root', 'wrong password'),
    await signIn(web, 'nobody'),
    await signIn(web, 'nobody@people.example'),
    await signIn(web, 'ada'),
    await signIn(web, 'support-bot'),
  ]
  for (const { answer } of answers) {
    assert.equal(answer.statusCode, 401)
    assert.deepEqual(answer.json(), { message: 'Invalid login or password.' })
    assert.equal(answer.headers['set-cookie'], undefined)
  }
  const sessions = await web.desk.db.selectFrom('sessions').select('id').execute()
  assert.deepEqual(sessions, [])
})

test('blocking ends sessions and tokens at once, unblocking gives the tokens back', async () => {
  await using web = await testWeb()
  const { cookie } = await signIn(web, 'ada')
  const block = await web.as(web.root, { method: 'POST', url: `/users/${web.ada.id}/block` })
  assert.equal(block.body, 'true')
  assert.equal((await web.as(null, { url: '/user', headers: { cookie } })).statusCode, 401)
  assert.equal((await web.as(web.ada, { url: '/user' })).statusCode, 401)
  await web.as(web.root, { method: 'POST', url: `/users/${web.ada.id}/unblock` })
  assert.equal((await web.as(web.ada, { url: '/user' })).statusCode, 200)
})

test('an unsafe request with a cookie must come from one of our own pages', async () => {
  await using web = await testWeb()
  const { cookie } = await signIn(web, 'ada')
  const rename = (headers: Record<string, string>) =>
    web.as(null, {
      method: 'PUT',
      url: '/user',
      payload: { name: 'Renamed' },
      headers: { cookie, ...headers },
    })
  const foreign = [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://desk.example' },
  ]
  for (const headers of foreign)
    assert.equal((await rename(headers)).statusCode, 403, JSON.stringify(headers))
  for (const headers of [own, { origin: 'http://desk.example' }])
    assert.equal((await rename(headers)).statusCode, 200, JSON.stringify(headers))
  const planted = await web.as(null, {
    method: 'POST',
    url: '/session',
    payload: { login: 'ada', password },
    headers: { origin: 'https://evil.example' },
  })
  assert.equal(planted.statusCode, 403)
})

test('after ten wrong passwords the account rests, known or not, and the right one does not help', async () => {
  await using web = await testWeb()
  for (const login of ['ada', 'nobody']) {
    for (let attempt = 0; attempt < 10; attempt++)
      assert.equal((await signIn(web, login, 'wrong password')).answer.statusCode, 401)
    const { answer } = await signIn(web, login)
    assert.equal(answer.statusCode, 429, answer.body)
  }
  // The address counts with the account, so that changing between the two gives no further attempts.
  assert.equal((await signIn(web, 'ada@people.example')).answer.statusCode, 429)
  assert.equal((await signIn(web, 'root')).answer.statusCode, 201)
})

test('one client address cannot go through all accounts', async () => {
  await using web = await testWeb()
  const rows = [{ key: 'address:127.0.0.1', attempts: 50, window_ends_at: new Date(Date.now() + 60_000) }]
  await web.desk.db.insertInto('sign_in_attempts').values(rows).execute()
  assert.equal((await signIn(web, 'ada')).answer.statusCode, 429)
  await web.desk.db
    .updateTable('sign_in_attempts')
    .set({ window_ends_at: new Date(0) })
    .execute()
  assert.equal((await signIn(web, 'ada')).answer.statusCode, 201)
})

test('a new password needs the old one and ends the other sessions', async () => {
  await using web = await testWeb()
  const here = await signIn(web, 'ada')
  const elsewhere = await signIn(web, 'ada')
  const change = (current: string, fresh: string) =>
    web.as(null, {
      method: 'PUT',
      url: '/user/password',
      payload: { current_password: current, password: fresh },
      headers: { cookie: here.cookie, ...own },
    })
  const wrong = await change('not it', 'another password')
  assert.equal(wrong.statusCode, 400)
  assert.deepEqual(wrong.json(), { message: { current_password: ['is wrong'] } })
  const short = await change(password, 'short')
  assert.deepEqual(short.json(), { message: { password: ['is too short (minimum is 8 characters)'] } })
  assert.equal((await change(password, 'another password')).statusCode, 204)
  assert.equal((await web.as(null, { url: '/user', headers: { cookie: here.cookie } })).statusCode, 200)
  assert.equal((await web.as(null, { url: '/user', headers: { cookie: elsewhere.cookie } })).statusCode, 401)
  assert.equal((await signIn(web, 'ada')).answer.statusCode, 401)
  assert.equal((await signIn(web, 'ada', 'another password')).answer.statusCode, 201)
})

test('an open session does not let passwords be tried', async () => {
  await using web = await testWeb()
  const payload = { current_password: 'guess', password: 'another password' }
  const guess = () => web.as(web.ada, { method: 'PUT', url: '/user/password', payload })
  for (let attempt = 0; attempt < 10; attempt++) assert.equal((await guess()).statusCode, 400)
  const answer = await guess()
  assert.equal(answer.statusCode, 429)
  assert.deepEqual(answer.json(), { message: '429 Too Many Requests' })
  assert.ok(Number(answer.headers['retry-after']) > 0)
})

test('a forged or altered cookie is nobody', async () => {
  await using web = await testWeb()
  const { cookie } = await signIn(web, 'ada')
  for (const forged of [cookie.slice(0, -6), 'deskbell.session_token=x', 'deskbell.session_token=%00.%zz'])
    assert.equal((await web.as(null, { url: '/user', headers: { cookie: forged } })).statusCode, 401)
})
