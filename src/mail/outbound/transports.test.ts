import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { afterEach, test } from 'node:test'
import { composeMessage } from '#mail/message'
import { startSmtpSink } from '../../../test/support/smtp-sink.ts'
import type { SmtpSettings } from './desk.ts'
import { closeTransports, handOver, optionsOf } from './transports.ts'

afterEach(closeTransports)

const settings = (change: Partial<SmtpSettings> = {}): SmtpSettings => ({
  address: '127.0.0.1',
  port: 25,
  enable_starttls_auto: true,
  enable_starttls: false,
  tls: false,
  ssl: false,
  openssl_verify_mode: 'peer',
  ...change,
})

const mail = (address = 'ann@customer.example') =>
  composeMessage({
    from: { name: 'Desk', address: 'desk@desk.example' },
    to: { name: '', address },
    replyTo: null,
    subject: 'Hello',
    text: 'a\n.\nb\n',
    html: '<p>a</p>',
    messageId: 'a@desk.example',
    inReplyTo: null,
    references: [],
    headers: {},
    attachments: [],
    autoSubmitted: null,
    nullReturnPath: false,
    listId: null,
    listUnsubscribe: null,
  })
const send = (smtp: SmtpSettings, address?: string) =>
  handOver({ smtp, limits: { smtp_connections: 2 } }, mail(address))

test("GitLab's names of the SMTP settings mean what they mean there", () => {
  const plain = optionsOf(settings())
  assert.deepEqual(
    [plain.secure, plain.requireTLS, plain.ignoreTLS, plain.auth],
    [false, false, false, undefined],
  )
  assert.equal(optionsOf(settings({ tls: true })).secure, true)
  assert.equal(optionsOf(settings({ ssl: true })).secure, true)
  assert.equal(optionsOf(settings({ enable_starttls: true })).requireTLS, true)
  assert.equal(optionsOf(settings({ enable_starttls_auto: false })).ignoreTLS, true)
  assert.deepEqual(plain.tls, { rejectUnauthorized: true })
  assert.deepEqual(optionsOf(settings({ openssl_verify_mode: 'none' })).tls, { rejectUnauthorized: false })
  const signedIn = optionsOf(
    settings({ user_name: 'u', password: 'p', authentication: 'cram_md5', domain: 'desk.example' }),
  )
  assert.deepEqual(
    [signedIn.auth, signedIn.authMethod, signedIn.name],
    [{ user: 'u', pass: 'p' }, 'CRAM-MD5', 'desk.example'],
  )
})

test('a mail arrives with its dots, and as one mail', async () => {
  await using sink = await startSmtpSink()
  const outcome = await send(settings({ port: sink.port }))
  assert.equal(outcome.kind, 'sent')
  assert.equal(sink.mails.length, 1)
  assert.match(sink.mails[0]?.text ?? '', /\r\na\r\n\.\r\nb\r\n/)
})

test('what the server says of the mail is final; what is wrong with us or with the server is not', async () => {
  await using sink = await startSmtpSink()
  const smtp = settings({ port: sink.port })
  const outcomes: [string, string][] = [
    ['550 5.1.1 No such user', 'never'],
    ['452 4.2.2 Mailbox full', 'later'],
    ['530 5.7.0 Authentication required', 'later'],
  ]
  for (const [answer, kind] of outcomes) {
    sink.refuseRecipient = () => answer
    assert.deepEqual(await send(smtp), { kind, reason: answer })
  }
  sink.refuseRecipient = () => null
  sink.answer = () => '554 5.6.0 Bad content'
  assert.equal((await send(smtp)).kind, 'never')
  sink.answer = () => null
  assert.equal((await send(settings({ port: sink.port, enable_starttls: true }))).kind, 'later')
  assert.equal((await send(settings({ ca_file: '/nonexistent' }))).kind, 'later')
})

test('a server that is not there, or turns us away at the door, is tried again', async () => {
  const sink = await startSmtpSink()
  const { port } = sink
  await sink.close()
  assert.equal((await send(settings({ port }))).kind, 'later')
  const door = createServer(socket => socket.end('554 5.3.2 Not you\r\n'))
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  assert.ok(typeof address === 'object' && address !== null)
  assert.equal((await send(settings({ port: address.port }))).kind, 'later')
  door.close()
})

test('a server that hangs holds up no other', async () => {
  await using slow = await startSmtpSink()
  await using quick = await startSmtpSink()
  slow.answer = () => 'hang'
  const hanging = [1, 2, 3].map(() => send(settings({ port: slow.port })))
  assert.equal((await send(settings({ port: quick.port }))).kind, 'sent')
  await slow.close()
  for (const outcome of await Promise.all(hanging)) assert.equal(outcome.kind, 'later')
})
