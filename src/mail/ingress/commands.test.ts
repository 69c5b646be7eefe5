// Which commands does a door take, and what does it say to those that could betray or bypass something?
import assert from 'node:assert/strict'
import { test } from 'node:test'
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
