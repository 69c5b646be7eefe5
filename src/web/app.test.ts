// Does the frame hold: credentials, refusals, odd input, headers, health?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWeb } from '../../test/support/web.ts'

test('the caller is found by PRIVATE-TOKEN, Bearer and private_token alike', async () => {
  await using web = await testWeb()
  const { token } = web.ada
  for (const request of [
    { url: '/api/v4/user', headers: { 'private-token': token } },
    { url: '/api/v4/user', headers: { authorization: `Bearer ${token}` } },
    { url: '/api/v4/user', headers: { authorization: `bearer  ${token}` } },
    { url: `/api/v4/user?private_token=${token}` },
    { url: `/api/v4/user?access_token=${token}` },
  ]) {
    const answer = await web.app.inject(request)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().username, 'ada')
    assert.match(answer.json().created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
})

test('without a credential, or with a wrong one, the answer is 401 in the same words', async () => {
  await using web = await testWeb()
  for (const headers of [{}, { 'private-token': 'wrong' }, { authorization: 'Bearer dbpat-wrong' }]) {
    const answer = await web.as(null, { url: '/user', headers })
    assert.equal(answer.statusCode, 401)
    assert.deepEqual(answer.json(), { message: '401 Unauthorized' })
    assert.match(String(answer.headers['www-authenticate']), /^Bearer/)
  }
  const tokenAndSession = { 'private-token': 'wrong', cookie: 'deskbell.session_token=x.y' }
  assert.equal((await web.as(null, { url: '/openapi.json', headers: tokenAndSession })).statusCode, 401)
})

test('what does not exist is 404, whether route or row', async () => {
  await using web = await testWeb()
  const route = await web.as(web.ada, { url: '/nowhere' })
  assert.equal(route.statusCode, 404)
  assert.deepEqual(route.json(), { error: '404 Not Found' })
  assert.deepEqual((await web.app.inject('/somewhere/else')).json(), { error: '404 Not Found' })
  const row = await web.as(web.ada, { url: '/users/4711' })
  assert.equal(row.statusCode, 404)
  assert.deepEqual(row.json(), { message: '404 User Not Found' })
})

test('no id makes the desk stumble', async () => {
  await using web = await testWeb()
  for (const id of ['0', '-1', '2147483648', '9007199254740991'])
    assert.equal((await web.as(web.ada, { url: `/users/${id}` })).statusCode, 404, id)
  const wrong = ['9007199254740993', '9'.repeat(30), '1.5', '1e3', 'x', '%20', 'NaN', '0x10', '%00']
  for (const id of wrong) {
    const answer = await web.as(web.ada, { url: `/users/${id}` })
    assert.equal(answer.statusCode, 400, id)
    assert.match(answer.json().error, /^id /, id)
  }
  for (const url of ['/users/%zz', '/users/%E0%A4%A', `/users/${'9'.repeat(3000)}`]) {
    const answer = await web.as(web.ada, { url })
    assert.ok([400, 404, 414].includes(answer.statusCode), `${url.slice(0, 20)}: ${answer.statusCode}`)
    assert.ok(answer.json().error)
  }
})

test('broken JSON, JSON of another kind and unknown types of body are named', async () => {
  await using web = await testWeb()
  const put = (payload: string, type = 'application/json') =>
    web.as(web.ada, { method: 'PUT', url: '/user', payload, headers: { 'content-type': type } })
  for (const body of ['{', '{"name":', 'null x', "{'name':'x'}"]) {
    const answer = await put(body)
    assert.equal(answer.statusCode, 400, body)
    assert.ok(answer.json().error, body)
  }
  for (const body of ['[]', '1', '"x"', 'true', 'null']) assert.ok((await put(body)).statusCode < 500, body)
  assert.deepEqual((await put('[]')).json(), { error: 'body is invalid' })
  assert.deepEqual((await put('{"name":{"a":1}}')).json(), { error: 'name is invalid' })
  assert.deepEqual((await put('{"name":"a\\u0000b"}')).json(), { error: 'name contains a NUL character' })
  assert.deepEqual((await put('{"name":"\\ud800"}')).json(), { error: 'name is not well-formed Unicode' })
  const nested = await web.as(web.ada, { url: '/issues?not[labels][]=%00&scope=all' })
  assert.deepEqual(nested.json(), { error: 'not[labels][0] contains a NUL character' })
  for (const deep of [
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ]) {
    const answer = await put(`{"name":${deep}}`)
    assert.equal(answer.statusCode, 400)
    assert.match(answer.json().error, /^name\[.*\] is nested too deeply$/)
  }
  const inPath = await web.as(web.ada, { url: '/projects/%00' })
  assert.deepEqual(inPath.json(), { error: 'id contains a NUL character' })
  const hugeIid = await web.as(web.ada, { url: '/issues?iids[]=1&iids[]=99999999999' })
  assert.equal(hugeIid.statusCode, 400)
  assert.match(hugeIid.json().error, /^iids\[1\] /)
  assert.equal((await put('<name/>', 'text/xml')).statusCode, 415)
  const long = await put(JSON.stringify({ name: 'x'.repeat(300) }))
  assert.deepEqual(long.json(), { error: 'name is too long (maximum is 255 characters)' })
  assert.equal((await put(JSON.stringify({ name: 'x'.repeat(6_000_000) }))).statusCode, 413)
  const polluting = await put('{"__proto__":{"admin":true},"constructor":{"prototype":{}},"name":"Ada"}')
  assert.equal(polluting.statusCode, 200)
  assert.equal(polluting.json().is_admin, false)
})

test('a body may come as JSON, as a form, or in the query', async () => {
  await using web = await testWeb()
  const requests = [
    { url: '/user', payload: { name: 'By JSON' } },
    {
      url: '/user',
      payload: 'name=By+form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    {
      url: '/user',
      payload: '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nBy multipart\r\n--x--\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    },
    { url: '/user?name=By%20query' },
    { url: '/user?name=Not+this', payload: { name: 'By JSON, not query' } },
    { url: '/user?name=Empty+JSON', payload: '', headers: { 'content-type': 'application/json' } },
  ]
  const names: string[] = []
  for (const request of requests) {
    const answer = await web.as(web.ada, { method: 'PUT', ...request })
    assert.equal(answer.statusCode, 200, answer.body)
    names.push(answer.json().name)
  }
  assert.deepEqual(names, [
    'By JSON',
    'By form',
    'By multipart',
    'By query',
    'By JSON, not query',
    'Empty JSON',
  ])
})

test('a file where none is wanted, and a broken multipart body, are refused', async () => {
  await using web = await testWeb()
  const file = '--x\r\ncontent-disposition: form-data; name="name"; filename="a"\r\n\r\nBy file\r\n--x--\r\n'
  for (const payload of [file, '--x\r\n', 'nonsense', '']) {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await web.as(web.ada, { method: 'PUT', url: '/user', payload, headers })
    assert.ok(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`)
  }
  assert.equal((await web.as(web.ada, { url: '/user' })).json().name, 'ada Example')
})

test('a bug answers 500 without details and is logged under its request id', async () => {
  const logged: object[] = []
  await using web = await testWeb({
    desk: desk => ({ ...desk, log: { ...desk.log, error: fields => logged.push(fields) } }),
  })
  await web.desk.db.schema.alterTable('users').renameColumn('theme', 'gone').execute()
  const answer = await web.as(web.ada, { url: '/user' })
  assert.equal(answer.statusCode, 500)
  assert.deepEqual(answer.json(), { message: '500 Internal Server Error' })
  assert.equal(logged.length, 1)
  assert.equal((logged[0] as { requestId: string }).requestId, answer.headers['x-request-id'])
})

test('every answer carries a strict policy, and the API keeps out of shared caches', async () => {
  await using web = await testWeb()
  const { headers } = await web.as(web.ada, { url: '/user' })
  const policy = String(headers['content-security-policy'])
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/)
  assert.match(policy, /default-src 'self'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(String(headers['cache-control']), /private/)
})

test('health names the part that fails, also when it hangs', async () => {
  let broken: (() => Promise<void>) | undefined
  await using web = await testWeb({
    checks: { db: async () => {}, mail: () => broken?.() ?? Promise.resolve() },
  })
  const [health, live, ready] = await Promise.all(
    ['health', 'liveness', 'readiness'].map(name => web.app.inject(`/-/${name}`)),
  )
  assert.equal(health?.body, 'Deskbell OK\n')
  assert.deepEqual(live?.json(), { status: 'ok' })
  assert.equal(ready?.statusCode, 200)
  assert.deepEqual(ready?.json().mail_check, [{ status: 'ok' }])
  for (const failure of [() => Promise.reject(new Error('secret path')), () => new Promise<void>(() => {})]) {
    broken = failure
    const answer = await web.app.inject('/-/readiness')
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.json().mail_check[0].status, 'failed')
    assert.deepEqual(answer.json().db_check, [{ status: 'ok' }])
    assert.doesNotMatch(answer.body, /secret/)
  }
  broken = () => Promise.reject(new Error('down'))
  assert.equal((await web.app.inject('/-/health')).body, 'failing: mail\n')
})
