// Can Maintainers give their project an address of its own over the API, and nobody else see or take it?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { mailAddresses, projects } from '#projects'
import { type MailProvider, startMailProvider } from '../../../test/support/mail-provider.ts'
import { addPerson, type TestPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'

const addresses = mailAddresses({
  incoming_email: { enabled: true, address: 'incoming+%{key}@desk.example' },
})
let web: TestWeb
let provider: MailProvider
const config = { allow_private_hosts: true }
let now = () => new Date()

before(async () => {
  provider = await startMailProvider('support@example.com')
  web = await testWeb({
    desk: desk => ({
      ...desk,
      addresses,
      clock: () => now(),
      config: { ...desk.config, custom_email: config },
    }),
  })
})
after(async () => {
  await web[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

const input = () => ({
  custom_email: provider.user,
  smtp_address: provider.host,
  smtp_port: provider.port,
  smtp_username: provider.user,
  smtp_password: provider.password,
})

let count = 0
async function project() {
  const payload = { path: `widget-${++count}` }
  const { id } = (await web.as(web.ada, { method: 'POST', url: '/projects', payload })).json()
  const url = `/projects/${id}/service_desk/custom_email`
  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    payload?: object,
    by: TestPerson = web.ada,
  ) => {
    const answer = await web.as(by, { method, url, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json(), text: answer.body }
  }
  return { id: Number(id), url, ask, [Symbol.asyncDispose]: async () => void (await ask('DELETE')) }
}

/** As if the mail had come back as it should. */
async function comeBack(
  projectId: number,
  change: { from?: string; token?: string; toProject?: boolean } = {},
) {
  const mail = provider.kept.at(-1)
  const token = /token: ([0-9a-f]{32})/.exec(mail?.text ?? '')?.[1] ?? ''
  const { from = provider.user, toProject = true } = change
  const text = change.token ?? token
  await transaction(web.desk.db, tx =>
    projects.customEmail.conclude(tx, { projectId, from, text, toProject }, now()),
  )
}

const nothing = {
  custom_email: null,
  custom_email_enabled: false,
  custom_email_verification_state: null,
  custom_email_verification_error: null,
  custom_email_smtp_address: null,
  custom_email_smtp_port: null,
  custom_email_smtp_username: null,
  custom_email_smtp_authentication: null,
  custom_email_verification_started_at: null,
  error_message: null,
  error_detail: null,
}

test('set, verified, switched on, shown as the address, and removed again', async () => {
  await using at = await project()
  assert.deepEqual((await at.ask('GET')).body, nothing)
  const made = await at.ask('POST', input())
  assert.equal(made.status, 200, made.text)
  assert.equal(made.body.custom_email_verification_state, 'started')
  const mail = provider.kept.at(-1)
  assert.deepEqual([mail?.from, mail?.to], ['support@example.com', ['support+verify@example.com']])
  assert.match(mail?.text ?? '', /^From: support@example\.com\r$/m)
  assert.match(mail?.text ?? '', /^X-Deskbell-Instance: /m)

  const early = await at.ask('PUT', { custom_email_enabled: true })
  assert.deepEqual(early.body.message, {
    custom_email_enabled: ['cannot be set before the address is verified'],
  })
  await comeBack(at.id)
  const on = await at.ask('PUT', { custom_email_enabled: true })
  assert.deepEqual(
    [on.body.custom_email_verification_state, on.body.custom_email_enabled, on.body.error_message],
    ['finished', true, null],
  )
  const desk = (await web.as(web.ada, { url: `/projects/${at.id}/service_desk` })).json()
  assert.equal(desk.service_desk_address, 'support@example.com')
  assert.deepEqual(desk.addresses[0], { address: 'support@example.com', form: 'custom', former: false })
  const shown = (await web.as(web.ada, { url: `/projects/${at.id}` })).json()
  assert.equal(shown.service_desk_address, 'support@example.com')
  assert.deepEqual((await at.ask('DELETE')).body, nothing)
  assert.equal((await at.ask('DELETE')).status, 404)
  const { rows } = await web.database.pool.query('select from service_desk_custom_emails')
  assert.equal(rows.length, 0)
})

test('what is wrong is said at its field', async () => {
  await using at = await project()
  for (const [change, field, said] of [
    [{ custom_email: 'sup+port@example.com' }, 'custom_email', /must not have a \+/],
    [{ custom_email: 'no address' }, 'custom_email', /is not a mail address/],
    [{ custom_email: 'süd@example.com' }, 'custom_email', /plain letters/],
    [{ custom_email: `${'a'.repeat(250)}@x.com` }, 'custom_email', /too long/],
    [{ custom_email: `${'a'.repeat(32)}@example.com` }, 'custom_email', /too long: 31 characters/],
    [{ custom_email: 'incoming@desk.example' }, 'custom_email', /is an address of this desk/],
    [{ custom_email: '' }, 'custom_email', /can't be blank/],
    [{ smtp_address: 'smtp.example.com/x' }, 'smtp_address', /name of a server alone/],
    [{ smtp_username: ' ' }, 'smtp_username', /can't be blank/],
    [{ smtp_password: '' }, 'smtp_password', /can't be blank/],
    [{ smtp_password: 'a\r\nb' }, 'smtp_password', /control characters/],
  ] as const) {
    const refused = await at.ask('POST', { ...input(), ...change })
    assert.equal(refused.status, 400, JSON.stringify(change))
    assert.match(refused.body.message[field]?.[0] ?? refused.text, said)
  }
  assert.equal((await at.ask('POST', { ...input(), smtp_port: 70_000 })).status, 400)
  assert.equal((await at.ask('POST', { ...input(), smtp_authentication: 'xoauth2' })).status, 400)
  assert.deepEqual((await at.ask('GET')).body, nothing, 'nothing was kept')
})

test('no other project can take the address, however it is written', async () => {
  await using at = await project()
  await using other = await project()
  await at.ask('POST', input())
  const taken = await other.ask('POST', { ...input(), custom_email: 'SUPPORT@Example.COM' })
  assert.deepEqual(taken.body, { message: { custom_email: ['has already been taken'] } })
  assert.equal((await at.ask('POST', input())).status, 409, 'a second one for the same project')
})

test('below Maintainer nobody learns of it, and the password is told to nobody and lies nowhere in the clear', async () => {
  await using at = await project()
  await at.ask('POST', input())
  for (const [index, level] of [10, 20, 30].entries()) {
    const person = await addPerson(web.desk, `member-${index}`)
    await web.as(web.ada, {
      method: 'POST',
      url: `/projects/${at.id}/members`,
      payload: { user_id: person.id, access_level: level },
    })
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
      const answer = await at.ask(
        method,
        method === 'POST' ? input() : method === 'PUT' ? {} : undefined,
        person,
      )
      assert.equal(answer.status, 403, `${method} at level ${level}`)
      assert.doesNotMatch(answer.text, /example/)
    }
    const again = await web.as(person, { method: 'POST', url: `${at.url}/verification` })
    assert.equal(again.statusCode, 403)
  }
  assert.equal((await at.ask('GET', undefined, await addPerson(web.desk, 'stranger'))).status, 404)
  assert.doesNotMatch((await at.ask('GET')).text, /password of the mailbox/)
  const { rows } = await web.database.pool.query('select t::text as row from service_desk_custom_emails t')
  assert.equal(rows.length, 1)
  assert.doesNotMatch(rows[0].row, /password of the mailbox/)
  const token = /token: ([0-9a-f]{32})/.exec(provider.kept.at(-1)?.text ?? '')?.[1] ?? assert.fail()
  assert.ok(!rows[0].row.includes(token), 'nor does the token')
})

test('a sign-in that is refused, and a server that is not there, fail the verification at once', async () => {
  await using at = await project()
  const wrong = await at.ask('POST', { ...input(), smtp_password: 'wrong' })
  assert.equal(wrong.body.custom_email_verification_error, 'invalid_credentials')
  assert.match(wrong.body.error_detail, /not accepted/)
  assert.match(wrong.body.error_message, /refused the sign-in/)
  assert.doesNotMatch(wrong.text, /"wrong"/)
  const gone = await at.ask('PUT', { smtp_port: 1, smtp_password: provider.password })
  assert.equal(gone.body.custom_email_verification_error, 'smtp_host_issue')
  const nowhere = await at.ask('PUT', { smtp_address: 'smtp.invalid', smtp_password: provider.password })
  assert.equal(nowhere.body.custom_email_verification_error, 'smtp_host_issue')
})

test('all ways to sign in work', async () => {
  await using at = await project()
  await at.ask('POST', { ...input(), smtp_authentication: 'plain' })
  for (const method of ['login', 'cram_md5']) {
    const { body } = await at.ask('PUT', { smtp_authentication: method })
    assert.equal(body.custom_email_verification_state, 'started', JSON.stringify(body))
  }
  assert.deepEqual(provider.signIns.slice(-3), ['PLAIN', 'LOGIN', 'CRAM-MD5'])
})

test('another server begins anew, switched off, and needs its password', async () => {
  await using at = await project()
  await at.ask('POST', input())
  await comeBack(at.id)
  await at.ask('PUT', { custom_email_enabled: true })
  const same = await at.ask('PUT', { custom_email: provider.user, smtp_port: provider.port })
  assert.equal(same.body.custom_email_enabled, true, 'what stays the same changes nothing')
  const elsewhere = await at.ask('PUT', { smtp_address: 'localhost' })
  assert.deepEqual(elsewhere.body.message, { smtp_password: ['must be entered again for another server'] })
  const changed = await at.ask('PUT', { smtp_username: 'somebody' })
  assert.deepEqual(
    [changed.body.custom_email_enabled, changed.body.custom_email_verification_error],
    [false, 'invalid_credentials'],
  )
  await at.ask('PUT', { smtp_username: provider.user })
  const again = await web.as(web.ada, { method: 'POST', url: `${at.url}/verification` })
  assert.equal(again.json().custom_email_verification_state, 'started')
  const both = await at.ask('PUT', { smtp_username: 'x', custom_email_enabled: true })
  assert.match(both.body.message.custom_email_enabled[0], /cannot be set with other changes/)
})

test('only the newest token counts, and only for half an hour', async () => {
  await using at = await project()
  await at.ask('POST', input())
  const old = /token: ([0-9a-f]{32})/.exec(provider.kept.at(-1)?.text ?? '')?.[1] ?? assert.fail()
  await web.as(web.ada, { method: 'POST', url: `${at.url}/verification` })
  await comeBack(at.id, { token: old })
  assert.equal((await at.ask('GET')).body.custom_email_verification_error, 'incorrect_token')
  await web.as(web.ada, { method: 'POST', url: `${at.url}/verification` })
  const begun = Date.now()
  now = () => new Date(begun + 29 * 60_000)
  await transaction(web.desk.db, tx => projects.customEmail.expire(tx, now()))
  assert.equal((await at.ask('GET')).body.custom_email_verification_state, 'started')
  now = () => new Date(begun + 31 * 60_000)
  await transaction(web.desk.db, tx => projects.customEmail.expire(tx, now()))
  now = () => new Date()
  const { body } = await at.ask('GET')
  assert.equal(body.custom_email_verification_error, 'mail_not_received_within_timeframe')
})

test('a server on this machine or in a private network is refused, however it is written', async () => {
  await using at = await project()
  config.allow_private_hosts = false
  try {
    for (const host of [
      '127.0.0.1',
      'localhost',
      '10.1.2.3',
      '0x7f000001',
      '2130706433',
      '127.1',
      '::1',
      '169.254.169.254',
      '::ffff:127.0.0.1',
      '0.0.0.0',
      'fe80::1',
      '64:ff9b::7f00:1',
    ]) {
      const refused = await at.ask('POST', { ...input(), smtp_address: host })
      assert.equal(refused.status, 400, `${host}: ${refused.text}`)
      assert.match(refused.body.message.smtp_address[0], /custom_email\.allow_private_hosts/)
    }
  } finally {
    config.allow_private_hosts = true
  }
})
