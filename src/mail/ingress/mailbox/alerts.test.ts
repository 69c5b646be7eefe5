// Do administrators hear of a mailbox that cannot be read, once, and once that it works again?
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { fixedClock, silentLog } from '#kernel'
import { type MailDesk, startMailDesk } from '../../../../test/support/mail-desk.ts'
import { addUser } from '../../../../test/support/rows.ts'
import { type AlertDesk, alertAboutMailboxes } from './alerts.ts'
import { accountOf, type BoxSettings } from './box.ts'

const box: BoxSettings = {
  enabled: true,
  address: 'incoming+%{key}@desk.example',
  user: 'incoming@desk.example',
  password: 'secret',
  host: 'imap.desk.example',
  port: 993,
  ssl: true,
  start_tls: false,
  openssl_verify_mode: 'peer',
  mailbox: 'inbox',
  idle_timeout: 60,
  expunge_deleted: false,
  delete_after_delivery: true,
  inbox_method: 'imap',
}
const noon = new Date('2025-10-02T12:00:00Z')
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000)

type Alerts = Partial<AlertDesk['config']['alerts']>

/** A desk at noon with the mailbox above, whose reader said what `report` writes. */
async function watched(alerts: Alerts = {}) {
  const mail = await startMailDesk()
  const clock = fixedClock(noon)
  const desk: AlertDesk = {
    ...mail.desk,
    clock,
    log: silentLog,
    config: {
      ...mail.desk.config,
      incoming_email: box,
      alerts: { after_minutes: 10, mail: true, ...alerts },
    },
  }
  await addUser(mail.desk.db, { name: 'Root', email: 'root@team.example', is_admin: true })
  return {
    desk,
    mail,
    clock,
    report: (state: string, since: Date, more: { seen_at?: Date; last_error?: string } = {}) =>
      mail.database.pool.query(
        `insert into mailbox_states (name, account, method, state, since, node, seen_at, last_error)
         values ('incoming_email', $1, 'imap', $2, $3, 'one:1', $4, $5)
         on conflict (name) do update set state = excluded.state, since = excluded.since, seen_at = excluded.seen_at,
           last_error = coalesce(excluded.last_error, mailbox_states.last_error)`,
        [accountOf(box), state, since, more.seen_at ?? null, more.last_error ?? null],
      ),
    async at(time: Date) {
      clock.set(time)
      await alertAboutMailboxes(desk)
    },
    [Symbol.asyncDispose]: () => mail[Symbol.asyncDispose](),
  }
}

type Alert = { id: number; recipient: string; subject: string; text: string }

async function alertsIn({ database }: MailDesk): Promise<Alert[]> {
  const { rows } = await database.pool.query<Alert>(
    `select id, recipient, subject, data ->> 'paragraphs' as text from outbox where kind = 'mailbox_alert' order by id`,
  )
  return rows
}

test('after ten minutes of failure each administrator gets one mail, and after the recovery another', async () => {
  await using it = await watched()
  await addUser(it.desk.db, { name: 'Ada', email: 'ada@team.example', is_admin: true })
  await addUser(it.desk.db, { email: 'gone@team.example', is_admin: true, state: 'blocked' })
  await addUser(it.desk.db, { email: 'agent@team.example' })
  await addUser(it.desk.db, { email: 'root@localhost.localdomain', is_admin: true })
  await addUser(it.desk.db, { email: 'dead@team.example', is_admin: true })
  await it.mail.database.pool.query(
    `insert into undeliverable_addresses (email, reason) values ('dead@team.example', '550 5.1.1 gone')`,
  )
  await it.report('failing', noon, { last_error: 'imap.desk.example:993 refuses <the> sign-in' })
  await it.at(minutes(9))
  assert.deepEqual(await alertsIn(it.mail), [])
  await it.at(minutes(10))
  await it.at(minutes(60))
  const alerts = await alertsIn(it.mail)
  assert.deepEqual(
    alerts.map(({ recipient, subject }) => [recipient, subject]),
    [
      ['root@team.example', '[Deskbell] incoming_email cannot be read'],
      ['ada@team.example', '[Deskbell] incoming_email cannot be read'],
    ],
  )
  await it.mail.send([alerts[0]?.id ?? 0])
  const [mail] = await it.mail.sink.waitFor(1)
  const text = mail?.text.replaceAll('=\r\n', '') ?? ''
  assert.match(text, /since 2025-10-02 12:00 UTC/)
  assert.match(text, /refuses <the> sign-in/)
  assert.match(text, /refuses &#60;the&#62; sign-in/)
  assert.match(text, /https:\/\/desk\.example\/admin\/mailboxes/)
  assert.match(text, /^Auto-Submitted: auto-generated/m)

  await it.report('connected', minutes(70), { seen_at: minutes(70) })
  await it.at(minutes(71))
  await it.at(minutes(72))
  const all = await alertsIn(it.mail)
  assert.equal(all.length, 4)
  assert.equal(all[3]?.subject, '[Deskbell] incoming_email can be read again')
  assert.match(all[3]?.text ?? '', /could not be read since 2025-10-02 12:00 UTC/)
})

test('two nodes that look at once tell it once', async () => {
  await using it = await watched()
  await it.report('failing', noon)
  it.clock.set(minutes(11))
  await Promise.all([1, 2, 3].map(() => alertAboutMailboxes(it.desk)))
  assert.equal((await alertsIn(it.mail)).length, 1)
})

test('a mailbox that connects for seconds and fails again goes on failing, and is not said to be well', async () => {
  await using it = await watched()
  await it.report('failing', noon, { last_error: 'the server ended the session' })
  await it.at(minutes(0.5))
  for (let minute = 2; minute < 10; minute += 2) {
    await it.report('connected', minutes(minute), { seen_at: minutes(minute) })
    await it.at(minutes(minute + 0.3))
    await it.report('failing', minutes(minute + 0.5))
    await it.at(minutes(minute + 0.8))
  }
  assert.deepEqual(await alertsIn(it.mail), [])
  await it.at(minutes(10))
  assert.equal((await alertsIn(it.mail)).length, 1)
  await it.report('connected', minutes(12), { seen_at: minutes(12) })
  await it.at(minutes(12.5))
  await it.report('failing', minutes(12.6))
  await it.at(minutes(30))
  assert.equal((await alertsIn(it.mail)).length, 1)
})

test('a mailbox that worked for a while fails anew: the ten minutes begin again', async () => {
  await using it = await watched()
  await it.report('failing', noon)
  await it.at(minutes(5))
  await it.report('connected', minutes(6), { seen_at: minutes(7.5) })
  await it.at(minutes(7.5))
  await it.report('failing', minutes(8))
  await it.at(minutes(17))
  assert.deepEqual(await alertsIn(it.mail), [])
  await it.at(minutes(18))
  assert.equal((await alertsIn(it.mail)).length, 1)
})

test('a reader that is not heard of is a failure, too, whatever it said last', async () => {
  await using it = await watched()
  await it.report('connected', minutes(-600), { seen_at: noon })
  await it.at(minutes(4))
  await it.at(minutes(9.9))
  assert.deepEqual(await alertsIn(it.mail), [])
  await it.at(minutes(10))
  assert.match((await alertsIn(it.mail))[0]?.text ?? '', /one:1 has not been heard of since 2025-10-02T12:00/)
})

test('no mail is written where none is wanted', async () => {
  await using it = await watched({ mail: false })
  await it.report('failing', noon)
  await it.at(minutes(20))
  assert.deepEqual(await alertsIn(it.mail), [])
})

type Call = { headers: IncomingMessage['headers']; body: Record<string, unknown>; path: string }

/** A program that is called, and answers with the statuses of `answers`, then with 204. */
async function receiver(answers: number[], location?: string) {
  const calls: Call[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    calls.push({ headers: request.headers, body: JSON.parse(text), path: request.url ?? '' })
    response.writeHead(answers.shift() ?? 204, location === undefined ? {} : { location }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { calls, url, [Symbol.asyncDispose]: () => new Promise<void>(done => server.close(() => done())) }
}

test('the webhook hears of both, with its token, again until it has taken it, and mail is not repeated', async () => {
  await using hook = await receiver([500, 503])
  await using it = await watched({ webhook_url: hook.url, webhook_token: 'a token' })
  await it.report('failing', noon, { last_error: 'no such folder' })
  for (const minute of [10, 10.5, 11, 11.5, 12]) await it.at(minutes(minute))
  assert.equal(hook.calls.length, 3)
  assert.equal((await alertsIn(it.mail)).length, 1)
  assert.equal(hook.calls[2]?.headers['x-deskbell-token'], 'a token')
  assert.deepEqual(hook.calls[2]?.body, {
    event: 'mailbox_failing',
    mailbox: 'incoming_email',
    account: accountOf(box),
    since: noon.toISOString(),
    last_error: 'no such folder',
    waiting: 0,
    url: 'https://desk.example/admin/mailboxes',
  })
  await it.report('connected', minutes(13), { seen_at: minutes(13) })
  for (const minute of [13.5, 14, 14.5]) await it.at(minutes(minute))
  assert.equal(hook.calls.length, 4)
  assert.equal(hook.calls[3]?.body.event, 'mailbox_recovered')
})

test('a redirect of the webhook is not followed', async () => {
  await using elsewhere = await receiver([])
  await using hook = await receiver([307, 307], elsewhere.url)
  await using it = await watched({ webhook_url: hook.url, webhook_token: 'a token' })
  await it.report('failing', noon)
  await it.at(minutes(10))
  await it.at(minutes(11))
  assert.equal(hook.calls.length, 2)
  assert.deepEqual(elsewhere.calls, [])
})
