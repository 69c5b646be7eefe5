import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DoorSettings, openDoors, smtpOf } from '../../../test/support/doors.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { type Talk, talk } from '../../../test/support/smtp-talk.ts'

type Session = Talk & { desk: Intake }

/** A desk with an SMTP listener and a client that has said EHLO. */
async function smtp(what: string, story: (session: Session) => Promise<void>, settings: DoorSettings = {}) {
  await test(what, async () => {
    await using desk = await intake({ limits: { mail_bytes: 100_000 } })
    const doors = await openDoors(desk, settings)
    const session = await talk(smtpOf(doors))
    try {
      await session.say('EHLO client.example')
      await story({ ...session, desk })
    } finally {
      session.end()
      await doors.stop()
    }
  })
}

const nobody = 'incoming+acme-widget-4711-issue-@desk.example'
const crlf = (text: string) => text.replaceAll('\n', '\r\n')

async function envelope({ say, desk }: Session, ...more: string[]) {
  await say('MAIL FROM:<jane@customer.example>')
  for (const address of [desk.widget.address, ...more]) await say(`RCPT TO:<${address}>`)
  return say('DATA')
}

await smtp('EHLO offers what works and no more', async ({ say }) => {
  const lines = (await say('EHLO client.example')).split('\r\n').map(line => line.slice(4))
  assert.deepEqual(lines.slice(1), [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'STARTTLS',
    'SIZE 100000',
  ])
  assert.match(await say('AUTH PLAIN AGEAYg=='), /^500 /)
})

await smtp('each recipient gets its own answer', async ({ say, desk }) => {
  await say('MAIL FROM:<>')
  assert.match(await say(`RCPT TO:<${nobody}>`), /^550 5\.1\.1 There is no service desk/)
  assert.match(await say(`RCPT TO:<${desk.widget.address}>`), /^250 2\.1\.5/)
  assert.match(await say(`RCPT TO:<incoming+${'0'.repeat(32)}@desk.example>`), /^550 5\.1\.1 The address/)
  assert.match(await say('RCPT TO:<somebody@elsewhere.example>'), /^554 5\.7\.1/)
  await desk.ask('update service_desk_settings set service_desk_enabled = false where project_id = $1', [
    desk.other.id,
  ])
  assert.match(await say(`RCPT TO:<${desk.other.address}>`), /^550 5\.7\.1 There is no service desk/)
})

await smtp('odd forms of addresses are read or refused, never guessed', async ({ say, desk }) => {
  await say('MAIL FROM:<jane@customer.example>')
  assert.match(await say(`RCPT TO:<@a.example,@b.example:${desk.widget.address}>`), /^250/)
  assert.match(await say(`RCPT TO:<${desk.widget.address.toUpperCase()}>`), /^250/)
  for (const odd of [desk.widget.address, '<>', '<no-at>', '<a@b@desk.example>', '<"a b"@desk.example>'])
    assert.match(await say(`RCPT TO:${odd}`), /^(?:501|55[04])/, odd)
  assert.match(await say('RCPT TO:<user%desk.example@elsewhere.example>'), /^554/)
  assert.match(await say('RCPT TO:<user@[127.0.0.1]>'), /^554/)
})

await smtp('an announced size over the limit is refused before the mail', async ({ say, desk }) => {
  assert.match(await say('MAIL FROM:<jane@customer.example> SIZE=100001'), /^552 5\.3\.4/)
  assert.match(await say('MAIL FROM:<jane@customer.example> SIZE=1000'), /^250/)
  await say(`RCPT TO:<${desk.widget.address}>`)
  await say('DATA')
  const mail = Buffer.from(crlf(letter({}, 'x\n'.repeat(60_000))))
  assert.equal(await desk.rows().then(rows => rows.length), 0)
  assert.ok(mail.length > 100_000)
})

await smtp('a mail over the limit is refused at its end, and the session goes on', async session => {
  const { write, reply, say, desk } = session
  await envelope(session)
  write(`${crlf(letter({}, 'x\n'.repeat(60_000)))}\r\n.\r\n`)
  assert.match(await reply(), /^552 5\.3\.4/)
  assert.deepEqual(await desk.rows(), [])
  assert.match(await say('NOOP'), /^250/)
  await envelope(session)
  write(`${crlf(letter())}.\r\n`)
  assert.match(await reply(), /^250 2\.6\.0 Kept as 1/)
})

await smtp(
  'one recipient too many is put off, the others get the mail',
  async ({ say, desk }) => {
    await say('MAIL FROM:<jane@customer.example>')
    assert.match(await say(`RCPT TO:<${desk.widget.address}>`), /^250/)
    assert.match(await say(`RCPT TO:<${desk.other.address}>`), /^250/)
    assert.match(await say(`RCPT TO:<incoming+acme/widget@desk.example>`), /^452 4\.5\.3/)
  },
  { recipients: 2 },
)

await smtp('commands come in one piece and are answered in order', async ({ write, reply, desk }) => {
  write(
    [
      'MAIL FROM:<jane@customer.example>',
      `RCPT TO:<${nobody}>`,
      `RCPT TO:<${desk.widget.address}>`,
      'NOOP',
      'DATA\r\n',
    ].join('\r\n'),
  )
  const replies = []
  for (let count = 0; count < 5; count++) replies.push((await reply()).slice(0, 3))
  assert.deepEqual(replies, ['250', '550', '250', '250', '354'])
  write(`${crlf(letter())}\r\n.\r\nRSET\r\nQUIT\r\n`)
  assert.deepEqual(
    [(await reply()).slice(0, 3), (await reply()).slice(0, 3), (await reply()).slice(0, 3)],
    ['250', '250', '221'],
  )
  assert.equal((await desk.rows()).length, 1)
})

await smtp('DATA without a recipient is refused, and what follows is no mail', async ({ say, desk }) => {
  await say('MAIL FROM:<jane@customer.example>')
  await say(`RCPT TO:<${nobody}>`)
  assert.match(await say('DATA'), /^503/)
  assert.match(await say('.'), /^500/)
  assert.deepEqual(await desk.rows(), [])
})

await smtp('a mail in pieces of one byte is the same mail', async session => {
  await envelope(session)
  const data = Buffer.from(`${crlf(letter({}, '.one dot\n..\nend'))}`.replaceAll('\r\n.', '\r\n..'))
  for (const byte of data) session.write(Buffer.from([byte]))
  session.write('.\r\n')
  assert.match(await session.reply(), /^250/)
  const [row] = await session.desk.ask<{ head: Buffer }>('select head from raw_mails')
  assert.match(String(row?.head), /\r\n\r\n\.one dot\r\n\.\.\r\nend\r\n$/)
})

// SMTP smuggling: what other servers take for the end of a mail, followed by commands of the attacker.
const smuggled = `MAIL FROM:<admin@desk.example>\r\nRCPT TO:<${nobody}>\r\nDATA\r\nsmuggled`
for (const [name, end] of Object.entries({
  'LF.LF': '\n.\n',
  'LF.CRLF': '\n.\r\n',
  'CRLF.LF': '\r\n.\n',
  'CR.CR': '\r.\r',
  'CRLF.CR': '\r\n.\r',
  'CR.LF': '\r.\n',
  'CR.CRLF': '\r.\r\n',
  'LF.CR': '\n.\r',
})) {
  await smtp(`${name} ends no mail, and a mail with it is refused`, async session => {
    await envelope(session)
    session.write(`${crlf(letter())}text${end}${smuggled}\r\n.\r\n`)
    assert.match(await session.reply(), /^550 5\.5\.2/)
    assert.match(await session.say('NOOP'), /^250/)
    assert.deepEqual(await session.desk.rows(), [])
  })
}

await smtp('CRLF NUL . ends no mail; it is text', async session => {
  await envelope(session)
  session.write(`${crlf(letter())}text\r\n\0.\r\n${smuggled}\r\n.\r\n`)
  assert.match(await session.reply(), /^250/)
  assert.equal((await session.desk.rows()).length, 1)
})

await smtp('bare line ends elsewhere are taken as they come', async session => {
  await envelope(session)
  session.write(`${letter({}, 'line one\nline two\rline three')}\r\n.\r\n`)
  assert.match(await session.reply(), /^250/)
  await session.desk.work()
  assert.equal((await session.desk.rows())[0]?.ending, 'ticket_opened')
})

await smtp('commands slipped in before the encryption are forgotten', async session => {
  const { write, reply, desk } = session
  write(`STARTTLS\r\nMAIL FROM:<evil@customer.example>\r\nRCPT TO:<${desk.widget.address}>\r\nDATA\r\n`)
  assert.match(await reply(), /^220/)
  await session.encrypt()
  assert.match(await session.say('RCPT TO:<a@desk.example>'), /^503/)
  assert.match(await session.say('EHLO client.example'), /^250-/)
  assert.match(await session.say('RCPT TO:<a@desk.example>'), /^503/)
  await envelope(session)
  write(`${crlf(letter())}.\r\n`)
  assert.match(await reply(), /^250/)
  assert.equal((await desk.rows()).length, 1)
})

await smtp('the desk keeps the certificate that it made', async session => {
  assert.match(await session.say('STARTTLS'), /^220/)
  await session.encrypt()
  const files = readdirSync(join(session.desk.config.data_dir, 'tls')).sort()
  assert.deepEqual(files, ['cert.pem', 'key.pem'])
})

await smtp('a client that goes away before the end of its mail has sent none', async session => {
  await envelope(session)
  session.write(crlf(letter({}, 'x'.repeat(1000))))
  session.end()
  await session.closed()
  assert.deepEqual(await session.desk.rows(), [])
})

await smtp('who talks nonsense is sent away', async ({ say }) => {
  for (let count = 1; count < 10; count++) assert.match(await say('HELLO'), /^500/)
  assert.match(await say('HELLO'), /^421/)
})

await smtp('who tries out addresses is sent away', async ({ say }) => {
  await say('MAIL FROM:<jane@customer.example>')
  for (let count = 1; count <= 50; count++)
    assert.match(await say(`RCPT TO:<incoming+acme-widget-${4711 + count}-issue-@desk.example>`), /^550/)
  assert.match(await say(`RCPT TO:<${nobody}>`), /^421/)
})

await smtp(
  'a client that says nothing is sent away',
  async ({ reply, closed }) => {
    assert.match(await reply(), /^421/)
    await closed()
  },
  { smtp: { idle_seconds: 1 } },
)

await test('one host may not take all connections for itself', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk, { smtp: { max_connections_per_client: 1 } })
  const first = await talk(smtpOf(doors))
  const second = await talk(smtpOf(doors))
  await second.closed()
  assert.match(await first.say('NOOP'), /^250/)
  first.end()
  await doors.stop()
})

await test('while the database is away, clients are asked to come again', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const session = await talk(smtpOf(doors))
  await session.say('EHLO client.example')
  await session.say('MAIL FROM:<jane@customer.example>')
  assert.match(await session.say(`RCPT TO:<${desk.widget.address}>`), /^250/)
  assert.match(await session.say('DATA'), /^354/)
  await desk.ask('alter table raw_mails rename to gone')
  session.write(`${crlf(letter())}.\r\n`)
  assert.match(await session.reply(), /^451 4\.3\.0/)
  await desk.ask('alter table project_slugs rename to slugs_gone')
  await session.say('MAIL FROM:<jane@customer.example>')
  assert.match(await session.say(`RCPT TO:<${desk.other.address}>`), /^451 4\.3\.0/)
  session.end()
  await doors.stop()
})

await test('a mail under way when the desk stops still comes in', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const [session, idle] = [await talk(smtpOf(doors)), await talk(smtpOf(doors))]
  await session.say('EHLO client.example')
  await envelope({ ...session, desk })
  const stopped = doors.stop()
  assert.match(await idle.reply(), /^421 4\.3\.2/)
  session.write(`${crlf(letter())}.\r\n`)
  assert.match(await session.reply(), /^250/)
  assert.match(await session.reply(), /^421/)
  await stopped
  assert.equal((await desk.rows()).length, 1)
})

await test('a port that is taken is named', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  await assert.rejects(
    openDoors(desk, { smtp: { listen: smtpOf(doors) } }),
    /smtp_listener\.listen cannot be opened/,
  )
  await doors.stop()
})
