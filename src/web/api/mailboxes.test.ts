// Do administrators see how mailboxes are read, and can they try them?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import type { admin } from '#contract'
import { type InboundDesk, process, receive } from '#mail/inbound'
import { mailboxes } from '#mail/ingress'
import { closeTransports } from '#mail/outbound'
import { mailAddresses } from '#projects'
import { boxWith } from '../../../test/support/box.ts'
import { startSmtpSink } from '../../../test/support/smtp-sink.ts'
import { type TestWeb, testWeb } from '../../../test/support/web.ts'
import type { WebDesk } from '../context.ts'

const box = boxWith({
  address: 'in+%{key}@desk.example',
  host: 'imap.desk.example',
  user: 'in@desk.example',
  password: 'not to be seen',
})
const account = mailboxes.accountOf(box)

const withBox = (changes: Parameters<typeof boxWith>[0] = {}, more: Partial<WebDesk['config']> = {}) =>
  testWeb({
    desk: plain => {
      const config = { ...plain.config, incoming_email: boxWith({ ...box, ...changes }), ...more }
      return { ...plain, config, addresses: mailAddresses(config) }
    },
  })

type Shown = admin.Mailbox & { reader: NonNullable<admin.Mailbox['reader']> }

async function shown(web: TestWeb): Promise<Shown> {
  const answer = await web.as(web.root, { url: '/admin/mailboxes' })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.doesNotMatch(answer.body, /not to be seen/)
  return answer.json().find(({ name }: Shown) => name === 'incoming_email')
}

/** What the keeper would have written; times are minutes ago. */
const report = (web: TestWeb, state: string, since: number, seen: number | null, more = '') =>
  web.database.pool.query(
    `insert into mailbox_states (name, account, method, state, since, seen_at, node, idle, last_item, waiting,
       oldest_waiting_at, last_error, last_error_at)
     values ('incoming_email', $1, 'imap', $2, now() - make_interval(mins => $3), now() - make_interval(mins => $4),
       'one:1', true, '7:12', 3, now() - interval '90 seconds', nullif($5, ''), now())`,
    [account, state, since, seen, more],
  )

test('a mailbox whose reader has not begun connects; nothing is called well that nobody has seen', async () => {
  await using web = await withBox()
  const { state, reader, detail } = await shown(web)
  assert.equal(state, 'connecting')
  assert.deepEqual([reader.state, reader.since, reader.node], ['connecting', null, null])
  assert.match(detail, /Signs in to fetch mail from INBOX of in@desk\.example at imap\.desk\.example/)
})

test('a mailbox that is read says how far, what waits and for how long', async () => {
  await using web = await withBox()
  await report(web, 'connected', 60, 1)
  const { state, reader, detail, last_error } = await shown(web)
  assert.deepEqual([state, last_error], ['up', null])
  const { since, seen_at, lag_seconds, last_error_at, ...rest } = reader
  assert.ok(since && seen_at && last_error_at && since < seen_at)
  assert.ok(lag_seconds !== null && lag_seconds >= 89 && lag_seconds < 150, `${lag_seconds}`)
  assert.deepEqual(rest, {
    method: 'imap',
    account,
    state: 'connected',
    last_item: '7:12',
    waiting: 3,
    last_error: null,
    idle: true,
    node: 'one:1',
    leftovers: { count: 0, latest: [] },
  })
  assert.match(detail, /as soon as it comes, by IMAP\. Projects have addresses like/)
})

test('a failure is told with its error and what to do', async () => {
  await using web = await withBox()
  await report(web, 'failing', 5, 6, 'imap.desk.example:993 refuses the sign-in')
  const { state, last_error, missing, detail } = await shown(web)
  assert.deepEqual([state, last_error], ['failing', 'imap.desk.example:993 refuses the sign-in'])
  assert.match(detail, /^No mail is fetched from INBOX of in@desk\.example/)
  assert.match(missing.join(), /goes on trying by itself/)
})

test('a reader that has not been heard of for several rounds is failing, whatever it said last', async () => {
  await using web = await withBox()
  await report(web, 'connected', 600, 6)
  const { state, reader, last_error } = await shown(web)
  assert.deepEqual([state, reader.state], ['failing', 'failing'])
  assert.match(last_error ?? '', /reader on one:1 has not been heard of since \d{4}-/)
  await web.database.pool.query('update mailbox_states set seen_at = now()')
  assert.equal((await shown(web)).state, 'up')
})

test('what was said of another account says nothing of this one', async () => {
  await using web = await withBox({ user: 'other@desk.example' })
  await report(web, 'connected', 60, 1)
  assert.equal((await shown(web)).state, 'connecting')
})

test('mails that could not be taken are counted, and the latest named', async () => {
  await using web = await withBox()
  await report(web, 'connected', 60, 1)
  await web.database.pool.query(
    `insert into mailbox_leftovers (account, item, attempts, reason, first_failed_at, next_attempt_at)
     select $1, '7:' || n, n, 'the server sent no body', now() - make_interval(hours => n),
       case when n < 7 then now() + interval '1 hour' end from generate_series(1, 7) n
     union all select 'imap:somebody@else/INBOX', '1:1', 1, 'not ours', now(), null`,
    [account],
  )
  const { reader, missing } = await shown(web)
  assert.equal(reader.leftovers.count, 7)
  assert.deepEqual(
    reader.leftovers.latest.map(({ item }) => item),
    ['7:1', '7:2', '7:3', '7:4', '7:5'],
  )
  assert.deepEqual(missing, [])
})

test('a password that crosses a network unencrypted is warned of; on this machine it is nobody else’s', async () => {
  await using open = await withBox({ ssl: false })
  assert.match((await shown(open)).missing.join(), /password goes to imap\.desk\.example unencrypted/)
  await using local = await withBox({ ssl: false, host: '127.0.0.1' })
  assert.deepEqual((await shown(local)).missing, [])
})

test('a server that hangs holds one test, not two, and its silence is an answer', async () => {
  const sockets = new Set<Socket>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await using web = await withBox({ host: '127.0.0.1', port, ssl: false })
  const ask = () => web.as(web.root, { method: 'POST', url: '/admin/mailboxes/incoming_email/test' })
  const connected = once(server, 'connection')
  const first = ask()
  await connected
  const second = await ask()
  assert.equal(second.statusCode, 409)
  assert.match(second.json().message, /running already/)
  for (const socket of sockets) socket.destroy()
  const answer = (await first).json()
  assert.equal(answer.ok, false)
  assert.match(answer.says, /127\.0\.0\.1:\d+ .*\.$/)
  server.close()
  assert.equal((await ask()).statusCode, 200)
})

test('the outgoing server is tried, too; what is not fetched has nothing to sign in to', async () => {
  await using sink = await startSmtpSink()
  await using web = await withBox({ host: undefined }, { smtp: smtpOf(sink) })
  const tryIt = (name: string) => web.as(web.root, { method: 'POST', url: `/admin/mailboxes/${name}/test` })
  const out = (await tryIt('outgoing')).json()
  assert.deepEqual([out.ok, out.folder], [true, null])
  await sink.close()
  assert.match((await tryIt('outgoing')).json().says, /takes no mail: .*ECONNREFUSED/)
  const box = await tryIt('incoming_email')
  assert.equal(box.statusCode, 409)
  assert.match(box.json().message, /set incoming_email\.host/)
  assert.equal((await tryIt('smtp')).statusCode, 400)
})

const smtpOf = ({ host, port }: { host: string; port: number }) => ({
  address: host,
  port,
  enable_starttls_auto: false,
  enable_starttls: false,
  tls: false,
  ssl: false,
  openssl_verify_mode: 'none' as const,
})

test('a round-trip mail is known when it comes back, also under another Message-ID', async () => {
  await using sink = await startSmtpSink()
  await using web = await withBox({}, { smtp: smtpOf(sink) })
  const url = '/admin/mailboxes/incoming_email/round_trip'
  for (const [count, renamed] of [
    [1, false],
    [2, true],
  ] as const) {
    const sent = await web.as(web.root, { method: 'POST', url })
    assert.equal(sent.statusCode, 201, sent.body)
    const { id, state } = sent.json()
    assert.equal(state, 'sent')
    const look = async () => (await web.as(web.root, { url: `${url}/${id}` })).json()
    assert.equal((await look()).state, 'sent')
    const mail = (await sink.waitFor(count))[count - 1]
    const raw = renamed
      ? mail?.text.replace(/^Message-ID:\s+<[^>]*>/m, 'Message-ID: <new@relay.example>')
      : mail?.text
    const envelope = { ingress: 'imap' as const, mailFrom: null, recipients: [] }
    const { accepted } = await receive(web.desk, Buffer.from(raw ?? ''), envelope)
    await process(inboundOf(web), { inboxId: accepted[0]?.inboxId ?? 0 })
    const { state: end, ingress, milliseconds } = await look()
    assert.deepEqual([end, ingress], ['arrived', 'imap'])
    assert.ok(milliseconds >= 0)
  }
  const { rows } = await web.database.pool.query('select ending, reason from inbox')
  assert.deepEqual(rows, Array(2).fill({ ending: 'ignored', reason: 'own_mail' }))
  assert.equal((await web.as(web.root, { url: `${url}/nonsense` })).statusCode, 404)
  closeTransports()
})

/** The configuration of such a desk is a whole one, of which the web names but its own part. */
const inboundOf = ({ desk }: TestWeb) => desk as unknown as InboundDesk

test('a round-trip mail that no server takes has failed, with the reason; without a server it is refused', async () => {
  await using sink = await startSmtpSink()
  sink.refuseRecipient = () => '550 5.1.1 No such user'
  await using web = await withBox({}, { smtp: smtpOf(sink) })
  const url = '/admin/mailboxes/incoming_email/round_trip'
  const { state, says } = (await web.as(web.root, { method: 'POST', url })).json()
  assert.equal(state, 'failed')
  assert.match(says, /could not be sent: 550 5\.1\.1 No such user/)
  closeTransports()
  await using without = await withBox()
  const refused = await without.as(without.root, { method: 'POST', url })
  assert.equal(refused.statusCode, 409)
  assert.match(refused.json().message, /set smtp\.address/)
  const other = url.replace('incoming_email', 'service_desk_email')
  assert.match((await web.as(web.root, { method: 'POST', url: other })).json().message, /not in use/)
})

test('only administrators may try mailboxes', async () => {
  await using web = await withBox()
  for (const [method, url] of [
    ['POST', '/admin/mailboxes/incoming_email/test'],
    ['POST', '/admin/mailboxes/incoming_email/round_trip'],
    ['GET', '/admin/mailboxes/incoming_email/round_trip/x'],
  ] as const) {
    assert.equal((await web.as(web.ada, { method, url })).statusCode, 403)
    assert.equal((await web.as(null, { method, url })).statusCode, 401)
  }
})
