// What if server, desk or line break in the middle of reading a real mailbox?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { removeDataDir, startDeskProcess } from '../support/desk-process.ts'
import { type Dovecot, dovecotProgram, startDovecot } from '../support/dovecot.ts'
import { intake, letter } from '../support/intake.ts'
import { accepted, boxOf, countOf, read, stateOf, until } from '../support/mailbox-desk.ts'

const program = dovecotProgram()
const options = { skip: program.missing }
let dovecot: Dovecot
before(async () => {
  if (program.path !== undefined) dovecot = await startDovecot(program.path)
})
after(() => dovecot?.[Symbol.asyncDispose]())

let number = 0
const newUser = () => `broken${++number}@mail.example`
const from = (sender: number) =>
  letter(
    { From: `Customer ${sender} <customer${sender}@people.example>`, Subject: `Question ${sender}` },
    `This is question ${sender}. ${'It is about something. '.repeat(80)}`,
  )
const failing = (desk: Awaited<ReturnType<typeof intake>>) =>
  until('it fails', async () => {
    const state = await stateOf(desk)
    return state?.state === 'failing' && state
  })

test(
  'a wrong password is told in the words of the server, and reading goes on when it is right',
  options,
  async () => {
    await using desk = await intake()
    const user = newUser()
    dovecot.deliver(user, letter())
    let keeper = read(desk, { incoming_email: boxOf(dovecot, user, { password: 'wr0ng-p4ssword' }) })
    const state = await failing(desk)
    await keeper.stop()
    assert.match(
      String(state.last_error),
      new RegExp(`localhost:${dovecot.port} refuses the sign-in of ${user}`),
    )
    assert.ok(!JSON.stringify(state).includes('wr0ng'), 'the password is told')
    keeper = read(desk, { incoming_email: boxOf(dovecot, user) })
    await accepted(desk, 1)
    await until('it is well', async () => (await stateOf(desk))?.state === 'connected')
    await keeper.stop()
  },
)

for (const [way, changes] of [
  ['TLS', { ssl: true, start_tls: false }],
  ['STARTTLS', { ssl: false, start_tls: true }],
] as const)
  test(
    `${way}: mail is read where the certificate is vouched for, and not where it is not`,
    options,
    async () => {
      await using desk = await intake()
      const user = newUser()
      dovecot.deliver(user, letter())
      const port = way === 'TLS' ? dovecot.tlsPort : dovecot.port
      let keeper = read(desk, { incoming_email: boxOf(dovecot, user, { ...changes, port }) })
      const state = await failing(desk)
      await keeper.stop()
      assert.match(String(state.last_error), /certificate of localhost:\d+ is not trusted.*ca_file/)
      assert.equal(await countOf(desk, 'inbox'), 0)
      keeper = read(desk, {
        incoming_email: boxOf(dovecot, user, { ...changes, port, ca_file: dovecot.caFile }),
      })
      await accepted(desk, 1)
      await keeper.stop()
    },
  )

test('a server that is killed while it hands out mail: every mail is taken, each once', options, async () => {
  assert.ok(program.path)
  await using own = await startDovecot(program.path)
  await using desk = await intake()
  const user = newUser()
  const count = 1500
  for (let sender = 1; sender <= count; sender++) own.deliver(user, from(sender))
  const keeper = read(desk, { incoming_email: boxOf(own, user) })
  for (const part of [0.2, 0.6]) {
    await accepted(desk, Math.floor(count * part))
    await own.kill()
    await failing(desk)
    await own.start()
  }
  // What was being fetched when the server died is behind the others now, and due in a minute.
  await until('all have been looked at', async () => {
    const state = await stateOf(desk)
    return state?.state === 'connected' && state.waiting === 0 && (await countOf(desk, 'inbox')) >= count - 1
  })
  await desk.ask('update mailbox_leftovers set next_attempt_at = now()')
  await keeper.stop()
  const again = read(desk, { incoming_email: boxOf(own, user) })
  await accepted(desk, count)
  await again.stop()
  assert.equal(await countOf(desk, 'raw_mails'), count)
  const [left] = await desk.ask<{ count: number }>('select count(*)::int from mailbox_leftovers')
  assert.equal(left?.count, 0)
})

test('a desk that is killed in a backlog of 5,000: every mail is taken, each once', options, async () => {
  const user = newUser()
  const count = 5000
  const to = 'incoming+acme-widget-1-issue-@desk.example'
  for (let sender = 1; sender <= count; sender++)
    dovecot.deliver(user, from(sender).replace(/^To: .*$/m, `To: ${to}`))
  const env = {
    DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example',
    DESKBELL_INCOMING_EMAIL__USER: user,
    DESKBELL_INCOMING_EMAIL__PASSWORD: dovecot.password,
    DESKBELL_INCOMING_EMAIL__HOST: dovecot.host,
    DESKBELL_INCOMING_EMAIL__PORT: String(dovecot.port),
    DESKBELL_INCOMING_EMAIL__SSL: 'false',
    DESKBELL_INCOMING_EMAIL__EXPUNGE_DELETED: 'true',
  }
  let desk = await startDeskProcess({ env })
  const { dataDir } = desk
  const tickets = async () => {
    const { statistics } = await desk.api<{ statistics: { counts: { all: number } } }>(
      '/projects/1/issues_statistics?scope=all',
    )
    return { tickets: statistics.counts.all }
  }
  try {
    for (const part of [0.1, 0.4]) {
      await until('some are tickets', async () => (await tickets()).tickets >= count * part)
      await desk.kill()
      desk = await startDeskProcess({ dataDir, env })
    }
    await until('all are tickets', async () => (await tickets()).tickets >= count)
    const client = await dovecot.client(user)
    await until('the mailbox is empty', async () => (await client.mailboxOpen('INBOX')).exists === 0)
    await client.logout()
    assert.equal((await tickets()).tickets, count)
    const log = await desk.api<unknown[]>('/admin/inbox?reason=duplicate')
    assert.deepEqual(log, [])
  } finally {
    await desk.stop()
    removeDataDir(dataDir)
  }
})

test('two desks on one database: one reads, and the other takes over when it is gone', options, async () => {
  await using desk = await intake()
  const user = newUser()
  const box = { incoming_email: boxOf(dovecot, user) }
  const first = read(desk, box)
  await until('it listens', async () => (await stateOf(desk))?.state === 'connected')
  const second = read(desk, box)
  dovecot.deliver(user, from(1))
  await accepted(desk, 1)
  await first.stop()
  dovecot.deliver(user, from(2))
  await accepted(desk, 2)
  // The connection that holds the lease dies as it does with its process.
  const third = read(desk, box)
  await desk.ask(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = $1
       and database = (select oid from pg_database where datname = current_database())`,
    [0x6d626f78],
  )
  dovecot.deliver(user, from(3))
  await accepted(desk, 3)
  await Promise.all([second.stop(), third.stop()])
  assert.equal(await countOf(desk, 'raw_mails'), 3)
})

test('a mail of 20 MB comes in byte for byte, and one too large is told to its sender', options, async () => {
  await using desk = await intake({ limits: { mail_bytes: 22 * 1024 * 1024 } })
  const user = newUser()
  const lines = (count: number) => `${'x'.repeat(75)}\n`.repeat(count)
  const big = letter({ Subject: 'Big' }, lines(260_000)).replaceAll('\n', '\r\n')
  dovecot.deliver(user, big)
  dovecot.deliver(user, letter({ Subject: 'Too big' }, lines(310_000)))
  dovecot.deliver(user, from(3))
  const keeper = read(desk, { incoming_email: boxOf(dovecot, user) })
  await accepted(desk, 3)
  await keeper.stop()
  const sizes = await desk.ask<{ size: number; full_size: number | null }>(
    'select size, full_size from raw_mails order by size desc',
  )
  assert.equal(sizes[0]?.size, Buffer.byteLength(big))
  assert.ok(sizes.some(({ full_size }) => full_size !== null && full_size > 22 * 1024 * 1024))
  await desk.work()
  assert.deepEqual(
    (await desk.rows()).map(({ reason }) => reason),
    ['new_ticket', 'too_large', 'new_ticket'],
  )
})
