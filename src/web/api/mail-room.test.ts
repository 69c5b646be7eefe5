import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import { boxWith } from '../../../test/support/box.ts'
import { letter } from '../../../test/support/intake.ts'
import { testWeb } from '../../../test/support/web.ts'

const secret = Buffer.alloc(32, 9)
const secretFile = join(mkdtempSync(join(tmpdir(), 'deskbell-mail-room-')), 'secret')
writeFileSync(secretFile, `${secret.toString('base64')}\n`)

const web = () =>
  testWeb({
    desk: desk => ({
      ...desk,
      config: { ...desk.config, incoming_email: boxWith({ secret_file: secretFile }) },
    }),
  })

const sign = (claims: { issuer?: string; at?: number; key?: Uint8Array } = {}) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(claims.issuer ?? 'gitlab-mailroom')
    .setIssuedAt(claims.at ?? Math.floor(Date.now() / 1000))
    .sign(claims.key ?? secret)

const url = '/api/v4/internal/mail_room/incoming_email'

test('a mail that mail_room signs is kept, whatever content type it is given', async () => {
  await using desk = await web()
  for (const name of ['Gitlab-Mail-Room-Api-Request', 'Gitlab-Mailroom-Api-Request']) {
    for (const type of ['text/plain', 'message/rfc822', 'application/json']) {
      const headers = { [name]: await sign(), 'content-type': type }
      const response = await desk.app.inject({ method: 'POST', url, headers, payload: letter() })
      assert.equal(response.statusCode, 200, response.body)
      assert.equal(response.json().success, true)
    }
  }
  const { rows } = await desk.database.pool.query('select ingress from inbox')
  assert.deepEqual(rows, Array(6).fill({ ingress: 'http' }))
})

test('without a good signature nothing is kept', async () => {
  await using desk = await web()
  const hour = 3600
  const now = Math.floor(Date.now() / 1000)
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"iss":"gitlab-mailroom"}').toString('base64url')}.`
  for (const [what, token] of Object.entries({
    none: undefined,
    nonsense: 'nonsense',
    unsigned,
    'another key': await sign({ key: Buffer.alloc(32, 1) }),
    'another issuer': await sign({ issuer: 'gitlab-workhorse' }),
    'long ago': await sign({ at: now - hour }),
    'in the future': await sign({ at: now + hour }),
  })) {
    const headers = { 'content-type': 'text/plain', ...(token && { 'gitlab-mail-room-api-request': token }) }
    const response = await desk.app.inject({ method: 'POST', url, headers, payload: letter() })
    assert.equal(response.statusCode, 401, what)
  }
  const { rows } = await desk.database.pool.query('select from inbox')
  assert.equal(rows.length, 0)
})

test('a mailbox without a secret, an unknown one and an empty body are refused', async () => {
  await using desk = await web()
  const headers = { 'gitlab-mail-room-api-request': await sign(), 'content-type': 'text/plain' }
  const post = (path: string, payload: string) =>
    desk.app.inject({ method: 'POST', url: `/api/v4/internal/mail_room/${path}`, headers, payload })
  assert.equal((await post('service_desk_email', letter())).statusCode, 404)
  assert.equal((await post('another_email', letter())).statusCode, 400)
  assert.equal((await post('incoming_email', '')).statusCode, 400)
})
