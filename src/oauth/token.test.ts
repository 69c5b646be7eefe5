// Is a token asked for once, renewed in time, and a refusal told without any secret?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { accessToken, forgetToken, type OAuthClient, TokenRefused } from './index.ts'

type Answer = { status?: number; body: string }

/** An authorization server; each request gets the next answer, the last one again and again. */
async function authority(...answers: Answer[]) {
  const forms: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    forms.push(new URLSearchParams(text))
    const { status = 200, body } = answers[Math.min(forms.length, answers.length) - 1] ?? { body: '' }
    response.writeHead(status, status === 302 ? { location: 'http://evil.example/' } : {})
    response.end(body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const client: OAuthClient = {
    token_endpoint: `http://127.0.0.1:${port}/token`,
    client_id: 'desk',
    client_secret: 'the-s3cret',
    scope: 'mail',
  }
  return { client, forms, [Symbol.asyncDispose]: async () => void server.close() }
}
const token = (value: string, rest = {}) => ({
  body: JSON.stringify({ access_token: value, expires_in: 3600, ...rest }),
})

test('those who ask at once share one request, and the token is kept', async () => {
  await using server = await authority(token('one'), token('two'))
  const all = await Promise.all([1, 2, 3].map(() => accessToken(server.client)))
  assert.deepEqual([...all, await accessToken(server.client)], ['one', 'one', 'one', 'one'])
  assert.deepEqual(Object.fromEntries(server.forms[0] ?? []), {
    grant_type: 'client_credentials',
    client_id: 'desk',
    client_secret: 'the-s3cret',
    scope: 'mail',
  })
})

test('a token in its last minute, and one that was not taken, is asked for anew', async () => {
  await using server = await authority(token('one', { expires_in: 59 }), token('two'), token('three'))
  assert.equal(await accessToken(server.client), 'one')
  assert.equal(await accessToken(server.client), 'two')
  assert.equal(await accessToken(server.client), 'two')
  forgetToken(server.client)
  assert.equal(await accessToken(server.client), 'three')
})

test('the newest refresh token is used, whichever the configuration names', async () => {
  await using server = await authority(token('one', { refresh_token: 'second' }), token('two'))
  const client = { ...server.client, refresh_token: 'first' }
  await accessToken(client)
  forgetToken(client)
  assert.equal(await accessToken(client), 'two')
  assert.deepEqual(
    server.forms.map(form => [form.get('grant_type'), form.get('refresh_token')]),
    [
      ['refresh_token', 'first'],
      ['refresh_token', 'second'],
    ],
  )
})

for (const [what, answer, words, passing] of [
  [
    'a wrong secret',
    { status: 401, body: '{"error":"invalid_client","error_description":"AADSTS7000215"}' },
    /refused a token: invalid_client: AADSTS7000215/,
    false,
  ],
  ['a server that is ill', { status: 503, body: '<html>' }, /answered 503 without a token/, true],
  ['an answer without a token', { body: '{"token_type":"Bearer"}' }, /answered 200 without a token/, true],
  ['a redirect', { status: 302, body: '' }, /gave no token/, true],
] as const)
  test(`${what} is told, without the secret, and the next one asks again`, async () => {
    await using server = await authority(answer, token('good'))
    const refused = await accessToken(server.client).catch(error => error)
    assert.ok(refused instanceof TokenRefused)
    assert.match(refused.message, words)
    assert.ok(!refused.message.includes('s3cret'))
    assert.equal(refused.passing, passing)
    assert.equal(await accessToken(server.client), 'good')
  })

test('a server that is not there is told', async () => {
  const client = { token_endpoint: 'http://127.0.0.1:1/token', client_id: 'x', client_secret: 'y' }
  await assert.rejects(accessToken(client), {
    name: 'TokenRefused',
    passing: true,
    message: /127\.0\.0\.1:1 gave no token/,
  })
})
