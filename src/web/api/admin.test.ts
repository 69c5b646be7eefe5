// Do administrators see how the desk is, and nobody else?
import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { admin } from '#contract'
import { receive } from '#mail/inbound'
import { mailAddresses } from '#projects'
import { boxWith } from '../../../test/support/box.ts'
import { letter } from '../../../test/support/intake.ts'
import { startSmtpSink } from '../../../test/support/smtp-sink.ts'
import { addPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'
import { webTracker } from '../../../test/support/web-tracker.ts'
import { doorsOf } from '../../main/health.ts'
import type { WebDesk } from '../context.ts'

type Shown = Record<admin.Mailbox['name'], admin.Mailbox>

async function mailboxes(web: TestWeb): Promise<Shown> {
  const answer = await web.as(web.root, { url: '/admin/mailboxes' })
  assert.equal(answer.statusCode, 200, answer.body)
  return Object.fromEntries(answer.json().map((box: admin.Mailbox) => [box.name, box])) as Shown
}

const smtpOf = ({ host, port }: { host: string; port: number }) => ({
  address: host,
  port,
  enable_starttls_auto: false,
  enable_starttls: false,
  tls: false,
  ssl: false,
  openssl_verify_mode: 'none' as const,
})

/** A port on which nobody listens. */
async function emptyPort(): Promise<{ host: string; port: number }> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }
}

const withConfig = (more: Partial<WebDesk['config']>, rest: Partial<WebDesk> = {}) => ({
  desk: (plain: WebDesk): WebDesk => {
    const config = { ...plain.config, ...more }
    return { ...plain, config, addresses: mailAddresses(config), ...rest }
  },
})

test('what runs is up, and what is not there says what to do', async () => {
  await using sink = await startSmtpSink()
  const doors = doorsOf({ smtp: { host: sink.host, port: sink.port }, lmtp: undefined })
  const incoming_email = boxWith()
  await using web = await testWeb(withConfig({ incoming_email, smtp: smtpOf(sink) }, { doors }))
  const { smtp, lmtp, http, incoming_email: box, service_desk_email: other, outgoing } = await mailboxes(web)
  const { detail, ...shown } = smtp
  assert.deepEqual(shown, {
    name: 'smtp',
    title: 'SMTP',
    address: `127.0.0.1:${sink.port}`,
    state: 'up',
    last_mail_at: null,
    mails_last_day: 0,
    waiting: 0,
    last_error: null,
    missing: [],
    reader: null,
  })
  assert.match(detail, /from this machine only/)
  for (const absent of [lmtp, http, other]) {
    assert.deepEqual([absent.state, absent.address], ['not_configured', null])
    assert.equal(absent.missing.length, 1)
  }
  assert.deepEqual([box.state, box.address, box.missing], ['up', 'in+%{key}@desk.example', []])
  assert.match(box.detail, /in\+group-project-42-issue-@desk\.example/)
  assert.deepEqual([outgoing.state, outgoing.address], ['up', `127.0.0.1:${sink.port}`])
})

test('what does not answer is failing, and what cannot work is named', async () => {
  const nowhere = await emptyPort()
  const doors = doorsOf({ smtp: nowhere, lmtp: '/nowhere/lmtp.sock' })
  const secret_file = join(mkdtempSync(join(tmpdir(), 'deskbell-admin-')), 'secret')
  writeFileSync(secret_file, 'too short')
  const config = {
    incoming_email: boxWith({ address: 'in@desk.localhost', secret_file, host: 'imap.example' }),
    service_desk_email: boxWith({ enabled: false, address: 'contact+%{key}@desk.example' }),
    smtp: smtpOf(nowhere),
  }
  await using web = await testWeb(withConfig(config, { doors }))
  const { smtp, lmtp, http, incoming_email: box, service_desk_email: other, outgoing } = await mailboxes(web)
  for (const broken of [smtp, lmtp, outgoing]) {
    assert.equal(broken.state, 'failing')
    assert.match(broken.last_error ?? '', /ECONNREFUSED|ENOENT/)
    assert.equal(broken.missing.length, 1)
  }
  assert.equal(http.state, 'failing')
  assert.match(http.last_error ?? '', /must hold 32 bytes/)
  assert.deepEqual([box.state, box.missing.length, box.reader], ['up', 2, null])
  assert.match(box.missing[1] ?? '', /set incoming_email\.user and incoming_email\.password/)
  assert.match(box.detail, /no new tickets/)
  assert.equal(other.state, 'off')
})

test('mails are counted by the way they took, waiting ones too', async () => {
  const incoming_email = boxWith()
  await using web = await testWeb(withConfig({ incoming_email }))
  const envelope = { mailFrom: 'jane@customer.example', recipients: ['in+acme-widget-1-issue-@desk.example'] }
  for (const ingress of ['smtp', 'smtp', 'http'] as const)
    await receive(web.desk, Buffer.from(letter()), { ...envelope, ingress })
  const { pool } = web.database
  await pool.query(
    `update inbox set ending = 'failed', settled_at = now(), last_error = 'no luck' where id = 1`,
  )
  await pool.query(`update inbox set received_at = now() - interval '2 days' where id = 2`)
  await pool.query(`insert into outbox (kind, recipient, message_id, subject, state, last_error, sent_at) values
    ('thank_you', 'a@x.example', '1@x', 's', 'sent', null, now()),
    ('thank_you', 'b@x.example', '2@x', 's', 'waiting', 'not sent: no SMTP server configured', null),
    ('thank_you', 'c@x.example', '3@x', 's', 'failed', '550 nobody here', null)`)
  const shown = await mailboxes(web)
  const numbers = ({ mails_last_day, waiting, last_error, last_mail_at }: admin.Mailbox) => [
    mails_last_day,
    waiting,
    last_error,
    last_mail_at !== null,
  ]
  assert.deepEqual(numbers(shown.smtp), [1, 1, 'no luck', true])
  assert.deepEqual(numbers(shown.http), [1, 1, null, true])
  assert.deepEqual(numbers(shown.lmtp), [0, 0, null, false])
  assert.deepEqual(numbers(shown.incoming_email), [2, 2, 'no luck', true])
  assert.deepEqual(numbers(shown.outgoing), [1, 1, '550 nobody here', true])
  assert.equal(shown.outgoing.state, 'not_configured')
  assert.equal(shown.smtp.state, 'off')
})

test('bots take no seat', async () => {
  await using desk = await webTracker()
  await desk.ticket()
  await desk.issue()
  await desk.as(desk.root, { method: 'POST', url: `/users/${desk.outsider.id}/block` })
  const answer = await desk.as(desk.root, { url: '/application/statistics' })
  assert.deepEqual(answer.json(), {
    active_users: 6,
    seats: 6,
    blocked_users: 1,
    bots: 1,
    projects: 2,
    groups: 1,
    issues: 2,
    service_desk_tickets: 1,
  })
})

test('only administrators are told', async () => {
  await using web = await testWeb()
  for (const url of ['/admin/mailboxes', '/application/statistics']) {
    assert.equal((await web.as(web.ada, { url })).statusCode, 403)
    assert.equal((await web.as(null, { url })).statusCode, 401)
  }
})

test('everybody may know the name of the desk, and who is signed in its version', async () => {
  await using web = await testWeb()
  const payload = { instance_name: 'Acme Help' }
  await web.as(web.root, { method: 'PUT', url: '/application/settings', payload })
  const known = { name: 'Acme Help', external_url: 'http://desk.example' }
  assert.deepEqual((await web.as(null, { url: '/instance' })).json(), { ...known, version: null })
  const { version, ...rest } = (await web.as(web.ada, { url: '/instance' })).json()
  assert.deepEqual(rest, known)
  assert.match(version, /^\d+\.\d+\.\d+/)
})

test('an administrator finds everybody, the blocked too, page by page and by part of an address', async () => {
  await using web = await testWeb()
  const person = { username: 'grace', name: 'Grace', email: 'grace@team.example', password: 'long enough 1' }
  const made = (await web.as(web.root, { method: 'POST', url: '/users', payload: person })).json()
  await addPerson(web.desk, 'linus')
  await web.as(web.root, { method: 'POST', url: `/users/${made.id}/block` })
  const list = (query: string) => web.as(web.root, { url: `/users?exclude_internal=true&${query}` })
  const page = await list('per_page=2&page=1')
  assert.deepEqual([page.headers['x-total'], page.headers['x-next-page']], ['4', '2'])
  const [found, ...others] = (await list('search=TEAM.ex')).json()
  assert.deepEqual(others, [])
  const { username, email, state, is_admin, last_sign_in_at } = found
  assert.deepEqual(
    [username, email, state, is_admin, last_sign_in_at],
    ['grace', 'grace@team.example', 'blocked', false, null],
  )
})
