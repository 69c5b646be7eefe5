// Which commands does a door take, and what does it say to those that could betray or bypass something?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { openDoors, smtpOf } from '../../../test/support/doors.ts'
import { intake, letter } from '../../../test/support/intake.ts'
import { talk } from '../../../test/support/smtp-talk.ts'

const crlf = (text: string) => text.replaceAll('\n', '\r\n')

test('nobody learns who has an address here, and nobody speaks for another host', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const { say, end } = await talk(smtpOf(doors))
  await say('EHLO client.example')
  const known = await say(`VRFY ${desk.widget.address}`)
  assert.match(known, /^252 /)
  assert.equal(known.slice(0, 3), (await say('VRFY nobody@desk.example')).slice(0, 3))
  assert.match(await say('EXPN everybody'), /^50[02] /)
  // Whoever could set the client's address would pass any check of it.
  assert.match(await say('XCLIENT ADDR=192.0.2.1'), /^5\d\d /)
  assert.match(await say('XFORWARD ADDR=192.0.2.1'), /^5\d\d /)
  assert.match(await say('PROXY TCP4 192.0.2.1 192.0.2.2 25 25'), /^50[02] /)
  // Offered nowhere, taken nowhere: what BDAT brings could end where DATA does not.
  assert.match(await say('BDAT 20 LAST'), /^50[0-3] /)
  assert.match(await say('LHLO client.example'), /^50[02] /)
  assert.match(await say('NOOP'), /^250 /)
  end()
  await doors.stop()
})

test('what the client says of itself is kept as data, and the mail stays as it came', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const { say, write, reply, end } = await talk(smtpOf(doors))
  assert.match(await say('EHLO evil"\u001b[31m.example'), /^501 /)
  await say('EHLO client.example')
  await say('MAIL FROM:<jane@customer.example>')
  await say(`RCPT TO:<${desk.widget.address}>`)
  await say('DATA')
  const mail = crlf(letter({ 'Return-Path': '<somebody-else@customer.example>' }))
  write(`${mail}.\r\n`)
  assert.match(await reply(), /^250 /)
  const [row] = await desk.ask<{
    head: Buffer
    mail_from: string
    client_address: string
    client_name: string
  }>(
    'select r.head, i.mail_from, i.client_address, i.client_name from inbox i join raw_mails r on r.id = i.raw_mail_id',
  )
  assert.equal(String(row?.head), mail)
  assert.equal(row?.mail_from, 'jane@customer.example')
  assert.deepEqual([row?.client_address, row?.client_name], ['127.0.0.1', 'client.example'])
  end()
  await doors.stop()
})

test('RSET forgets the mail that was begun, wherever it comes; QUIT ends in the middle of one', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const { say, write, reply, closed } = await talk(smtpOf(doors))
  await say('EHLO client.example')
  await say('MAIL FROM:<other@customer.example>')
  await say(`RCPT TO:<${desk.other.address}>`)
  assert.match(await say('RSET'), /^250 /)
  assert.match(await say(`RCPT TO:<${desk.other.address}>`), /^503 /)
  assert.match(await say('DATA'), /^503 /)
  // In one piece: begun, forgotten, begun anew, with a bad recipient between the good ones.
  write(
    [
      'MAIL FROM:<other@customer.example>',
      `RCPT TO:<${desk.other.address}>`,
      'RSET',
      'MAIL FROM:<jane@customer.example>',
      'RCPT TO:<nobody@desk.example>',
      `RCPT TO:<${desk.widget.address}>`,
      'DATA\r\n',
    ].join('\r\n'),
  )
  const replies: string[] = []
  for (let count = 0; count < 7; count++) replies.push((await reply()).slice(0, 3))
  assert.deepEqual(replies, ['250', '250', '250', '250', '550', '250', '354'])
  write(`${crlf(letter())}.\r\nRSET\r\nNOOP\r\nMAIL FROM:<jane@customer.example>\r\n`)
  for (let count = 0; count < 4; count++) assert.match(await reply(), /^250/)
  assert.match(await say(`RCPT TO:<${desk.other.address}>`), /^250/)
  assert.match(await say('QUIT'), /^221/)
  await closed()
  await doors.stop()
  const rows = await desk.ask<{ mail_from: string; recipients: string[] }>(
    'select mail_from, recipients from inbox',
  )
  assert.deepEqual(rows, [{ mail_from: 'jane@customer.example', recipients: [desk.widget.address] }])
})

test('addresses in other alphabets come in as they are written (SMTPUTF8)', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  const { say, write, reply, end } = await talk(smtpOf(doors))
  await say('EHLO client.example')
  write(Buffer.from('MAIL FROM:<jäne@kunde.example> SMTPUTF8 BODY=8BITMIME\r\n'))
  assert.match(await reply(), /^250 /)
  await say(`RCPT TO:<${desk.widget.address}>`)
  await say('DATA')
  write(Buffer.from(crlf(`${letter({ From: 'Jäne <jäne@kunde.example>', Subject: 'Größe' })}.\n`)))
  assert.match(await reply(), /^250 /)
  await desk.work()
  assert.equal((await desk.rows())[0]?.ending, 'ticket_opened')
  const [row] = await desk.ask<{ mail_from: string; title: string; email: string }>(
    `select i.mail_from, t.title, p.email from inbox i join issues t on t.id = i.issue_id
     join issue_email_participants p on p.issue_id = t.id`,
  )
  assert.deepEqual(row, { mail_from: 'jäne@kunde.example', title: 'Größe', email: 'jäne@kunde.example' })
  end()
  await doors.stop()
})

test('a connection that is encrypted speaks TLS 1.2 or later', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk)
  for (const [version, works] of [
    ['TLSv1.1', false],
    ['TLSv1.2', true],
    ['TLSv1.3', true],
  ] as const) {
    const socket = connect(smtpOf(doors))
    await once(socket, 'data')
    socket.write('STARTTLS\r\n')
    await once(socket, 'data')
    const secure = connectTls({
      socket,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      // Else this side would refuse the old one by itself.
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const end = await once(secure, 'secureConnect').then(
      () => 'encrypted',
      error => String(error.code),
    )
    assert.equal(end, works ? 'encrypted' : 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', version)
    secure.destroy()
  }
  await doors.stop()
})
