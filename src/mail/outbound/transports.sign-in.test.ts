// Does the desk sign in to every kind of mail server, over every kind of line, and say well what went wrong?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { generate } from 'selfsigned'
import type { SMTPServerAuthentication, SMTPServerAuthenticationMethod } from 'smtp-server'
import type { OAuthClient } from '#oauth'
import { type SmtpSink, startSmtpSink } from '../../../test/support/smtp-sink.ts'
import { startTokenEndpoint, type TokenEndpoint } from '../../../test/support/token-endpoint.ts'
import type { SmtpSettings } from './desk.ts'
import { closeTransports, handOver, verifyServer } from './transports.ts'

let folder: string
let tls: { key: string; cert: string }
let otherName: { key: string; cert: string }
let caFile: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-smtp-'))
  tls = await certificateOf('localhost')
  otherName = await certificateOf('elsewhere.example')
  caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, tls.cert)
})
after(() => rm(folder, { recursive: true }))
afterEach(closeTransports)

/** Signed by itself, and so its own authority. */
async function certificateOf(name: string): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  })
  return { key: made.private, cert: made.cert }
}

const settings = (sink: { port: number }, change: Partial<SmtpSettings> = {}): SmtpSettings => ({
  address: 'localhost',
  port: sink.port,
  enable_starttls_auto: true,
  enable_starttls: false,
  tls: false,
  ssl: false,
  openssl_verify_mode: 'peer',
  ...change,
})

const send = (smtp: SmtpSettings) =>
  handOver(
    { smtp, limits: { smtp_connections: 1 } },
    { from: 'desk@desk.example', to: { name: '', address: 'ann@customer.example' }, subject: 'a', text: 'b' },
  )

/** What the outbox would say. */
async function reasonOf(smtp: SmtpSettings): Promise<string> {
  const outcome = await send(smtp)
  assert.equal(outcome.kind, 'later', 'a server that cannot be used is no fault of the mail')
  return outcome.kind === 'later' ? outcome.reason : ''
}

const user_name = 'desk@desk.example'
const oddPasswords = [
  'plain',
  ' spaces around ',
  'c:o"l\\on\'s',
  'pässwörd £€ 🔑',
  '=*%20+&',
  'x'.repeat(300),
]
const methods = { plain: 'PLAIN', login: 'LOGIN', cram_md5: 'CRAM-MD5' } as const

const knows =
  (password: string) =>
  (given: SMTPServerAuthentication): string | null => {
    const right = given.method === 'CRAM-MD5' ? given.validatePassword(password) : given.password === password
    return right && given.username === user_name ? null : '535 5.7.8 Not you'
  }

for (const [authentication, method] of Object.entries(methods) as [
  keyof typeof methods,
  SMTPServerAuthenticationMethod,
][])
  test(`${method} signs in, with odd passwords too, and a wrong one is told`, async () => {
    await using sink = await startSmtpSink({ methods: ['PLAIN', 'LOGIN', 'CRAM-MD5'] })
    for (const password of oddPasswords) {
      sink.signIn = knows(password)
      const smtp = settings(sink, { user_name, password, authentication })
      assert.equal((await send(smtp)).kind, 'sent', password)
      assert.equal(await verifyServer(smtp), null)
      assert.equal(sink.signIns.at(-1)?.given.method, method)
    }
    const wrong = settings(sink, { user_name, password: 'wrong', authentication })
    assert.equal(await reasonOf(wrong), `localhost:${sink.port} refuses the sign-in: 535 5.7.8 Not you`)
    assert.equal((await verifyServer(wrong))?.kind, 'credentials')
    assert.equal(sink.mails.length, oddPasswords.length)
  })

test('without a method the desk takes one that the server offers', async () => {
  for (const only of Object.values(methods)) {
    await using sink = await startSmtpSink({ methods: [only] })
    sink.signIn = knows('secret')
    assert.equal((await send(settings(sink, { user_name, password: 'secret' }))).kind, 'sent')
    assert.equal(sink.signIns[0]?.given.method, only)
  }
})

test('a server that lets nobody sign in gets no mail that was to be signed in for', async () => {
  await using sink = await startSmtpSink()
  const smtp = settings(sink, { user_name, password: 'secret', authentication: 'plain' })
  assert.match(await reasonOf(smtp), /refuses the sign-in: 50\d /)
  assert.equal((await verifyServer(smtp))?.kind, 'credentials')
  assert.deepEqual(sink.mails, [])
  assert.equal((await send(settings(sink))).kind, 'sent', 'who has no name there needs no sign-in')
})

test('a server that cannot look passwords up just now says nothing of ours', async () => {
  await using sink = await startSmtpSink({ methods: ['PLAIN'] })
  sink.signIn = () => '454 4.7.0 Temporary authentication failure'
  const smtp = settings(sink, { user_name, password: 'secret' })
  assert.equal((await verifyServer(smtp))?.kind, 'other')
  assert.match(await reasonOf(smtp), /says: 454 /)
})

test('a name without a password, and an authority that is not there, are named', async () => {
  await using sink = await startSmtpSink({ methods: ['PLAIN'] })
  assert.match(await reasonOf(settings(sink, { user_name })), /cannot be used: smtp\.password is missing/)
  assert.match(
    await reasonOf(settings(sink, { ca_file: '/nonexistent' })),
    /cannot be used: smtp\.ca_file cannot be read/,
  )
})

test('STARTTLS is used where it is offered, required where that is said, and left out where it is switched off', async () => {
  await using sink = await startSmtpSink({ methods: ['PLAIN'], tls })
  await using open = await startSmtpSink({ methods: ['PLAIN'] })
  const login = { user_name, password: 'secret', ca_file: caFile }
  const encrypted = async (at: SmtpSink, change: Partial<SmtpSettings>) => {
    const outcome = await send(settings(at, { ...login, ...change }))
    return outcome.kind === 'sent' ? at.signIns.at(-1)?.encrypted : outcome.kind
  }
  assert.equal(await encrypted(sink, {}), true)
  assert.equal(await encrypted(sink, { enable_starttls: true }), true)
  assert.equal(await encrypted(sink, { enable_starttls_auto: false }), false)
  assert.equal(await encrypted(open, {}), false)
  const seen = open.signIns.length
  assert.equal(await encrypted(open, { enable_starttls: true }), 'later')
  assert.equal(open.signIns.length, seen, 'the password stays here')
  const fault = await verifyServer(settings(open, { ...login, enable_starttls: true }))
  assert.equal(fault?.kind, 'tls')
})

for (const early of [true, false])
  test(`a certificate of nobody, or of another, is refused ${early ? 'from the start' : 'after STARTTLS'}`, async () => {
    await using sink = await startSmtpSink({ methods: ['PLAIN'], tls: { ...tls, early } })
    await using other = await startSmtpSink({ methods: ['PLAIN'], tls: { ...otherName, early } })
    const otherCa = join(folder, `other-${early}.pem`)
    writeFileSync(otherCa, otherName.cert)
    const login = { user_name, password: 'secret', tls: early }
    assert.match(await reasonOf(settings(sink, login)), /cannot be talked to encrypted: .*certificate/)
    assert.equal((await verifyServer(settings(sink, login)))?.kind, 'tls')
    const foreign = settings(other, { ...login, ca_file: otherCa })
    assert.match(await reasonOf(foreign), /cannot be talked to encrypted: .*elsewhere\.example/)
    assert.deepEqual([sink.signIns, other.signIns], [[], []], 'the password stays here')
    assert.equal((await send(settings(sink, { ...login, ca_file: caFile }))).kind, 'sent')
    assert.equal((await send(settings(other, { ...login, openssl_verify_mode: 'none' }))).kind, 'sent')
    assert.deepEqual([sink.signIns[0]?.encrypted, other.signIns[0]?.encrypted], [true, true])
  })

test('TLS with a server that speaks none, no server and one that says nothing are told apart', async () => {
  await using sink = await startSmtpSink()
  const early = settings(sink, { tls: true })
  assert.equal((await verifyServer(early))?.kind, 'tls')
  const gone = settings({ port: 1 })
  assert.equal((await verifyServer(gone))?.kind, 'host')
  assert.match(await reasonOf(gone), /^localhost:1 cannot be reached: .*ECONNREFUSED/)
  assert.equal((await verifyServer(settings(sink, { address: 'no-such-host.invalid' })))?.kind, 'host')
  const silent = createServer()
  await new Promise<void>(resolve => silent.listen(0, 'localhost', resolve))
  const { port } = silent.address() as { port: number }
  const open = new Set<{ destroy(): void }>()
  silent.on('connection', socket => open.add(socket.on('error', () => {})))
  assert.equal((await verifyServer(settings({ port })))?.kind, 'timeout')
  for (const socket of open) socket.destroy()
  silent.close()
  const door = createServer(socket => socket.end('554 5.3.2 Not you\r\n'))
  await new Promise<void>(resolve => door.listen(0, 'localhost', resolve))
  const fault = await verifyServer(settings(door.address() as { port: number }))
  assert.deepEqual([fault?.kind, fault?.said], ['other', '554 5.3.2 Not you'])
  door.close()
})

const clientOf = ({ url }: TokenEndpoint): OAuthClient => ({
  token_endpoint: url,
  client_id: 'desk',
  client_secret: 'key & "more"',
})

/** A server that takes the tokens that are good at the endpoint. */
async function startTokenSink(tokens: TokenEndpoint, refusal = '535 5.7.3 Authentication unsuccessful') {
  const sink = await startSmtpSink({ methods: ['PLAIN', 'XOAUTH2'] })
  sink.signIn = ({ method, username, accessToken = '' }) =>
    method === 'XOAUTH2' && username === user_name && tokens.good.has(accessToken) ? null : refusal
  const smtp = settings(sink, { user_name, authentication: 'xoauth2', oauth2: clientOf(tokens) })
  return { sink, smtp }
}

test('XOAUTH2 asks for a token when it connects, and for a new one only when that is needed', async () => {
  await using tokens = await startTokenEndpoint()
  const { sink, smtp } = await startTokenSink(tokens)
  for (let count = 0; count < 3; count++) assert.equal((await send(smtp)).kind, 'sent')
  assert.equal(await verifyServer(smtp), null)
  assert.equal(tokens.asked.length, 1)
  assert.equal(tokens.asked[0]?.client_secret, 'key & "more"')
  assert.equal(sink.signIns.length, 2, 'one for the mails, one for the question')
  await sink.close()
})

test('a connection that is made anew signs in with a token that has not expired', async () => {
  await using tokens = await startTokenEndpoint()
  const { sink, smtp } = await startTokenSink(tokens)
  tokens.life = 30
  assert.equal((await send(smtp)).kind, 'sent')
  closeTransports()
  assert.equal((await send(smtp)).kind, 'sent')
  assert.deepEqual(
    sink.signIns.map(({ given }) => given.accessToken),
    ['token-1', 'token-2'],
  )
  await sink.close()
})

for (const refusal of ['535 5.7.3 Authentication unsuccessful', 'explain'])
  test(`a token that was revoked is replaced, where the server says ${refusal}`, async () => {
    await using tokens = await startTokenEndpoint()
    const { sink, smtp } = await startTokenSink(tokens, refusal)
    assert.equal((await send(smtp)).kind, 'sent')
    tokens.good.clear()
    closeTransports()
    assert.equal((await send(smtp)).kind, 'sent')
    assert.deepEqual([tokens.asked.length, sink.mails.length], [2, 2])
    // Where none is taken, nobody tries for ever.
    sink.signIn = () => refusal
    closeTransports()
    assert.match(await reasonOf(smtp), /refuses the sign-in: 535/)
    assert.ok(tokens.asked.length <= 5, `${tokens.asked.length} tokens were asked for`)
    assert.equal((await verifyServer(smtp))?.kind, 'credentials')
    await sink.close()
  })

test('no token is a reason of its own, and its words are those of who gives tokens', async () => {
  await using tokens = await startTokenEndpoint()
  const { sink, smtp } = await startTokenSink(tokens)
  tokens.refuses = { status: 401, error: 'invalid_client', error_description: 'The secret has expired' }
  assert.match(
    await reasonOf(smtp),
    /cannot be signed in to: 127\.0\.0\.1:\d+ refused a token: invalid_client: The secret has expired/,
  )
  assert.equal((await verifyServer(smtp))?.kind, 'credentials')
  tokens.refuses = { status: 503, error: 'temporarily_unavailable' }
  assert.equal((await verifyServer(smtp))?.kind, 'other')
  tokens.refuses = null
  assert.equal((await send(smtp)).kind, 'sent')
  await sink.close()
})

test('XOAUTH2 without a client takes the password as the token', async () => {
  await using tokens = await startTokenEndpoint()
  const { sink, smtp } = await startTokenSink(tokens)
  tokens.good.add('given by hand')
  assert.equal((await send({ ...smtp, oauth2: undefined, password: 'given by hand' })).kind, 'sent')
  await sink.close()
})
