import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDoors } from '../../../test/support/doors.ts'
import { intake, letter } from '../../../test/support/intake.ts'
import { talk } from '../../../test/support/smtp-talk.ts'

test('LMTP answers once for each recipient that was taken, in their order, repeated ones too', async () => {
  await using desk = await intake()
  const path = join(desk.config.data_dir, 'lmtp.sock')
  const doors = await openDoors(desk, { smtp: { enabled: false }, lmtp: { path } })
  assert.equal(doors.lmtp, path)
  const session = await talk({ path })
  assert.match(await session.say('EHLO client.example'), /^500/)
  assert.match(await session.say('LHLO client.example'), /^250-/)
  await session.say('MAIL FROM:<jane@customer.example>')
  const to = [desk.widget.address, 'nobody@desk.example', desk.other.address, desk.widget.address]
  const replies = []
  for (const address of to) replies.push((await session.say(`RCPT TO:<${address}>`)).slice(0, 3))
  assert.deepEqual(replies, ['250', '550', '250', '250'])
  await session.say('DATA')
  session.write(`${letter().replaceAll('\n', '\r\n')}.\r\n`)
  for (let count = 0; count < 3; count++) assert.match(await session.reply(), /^250/)
  // Nothing is owed any more: the next reply is that to the next command.
  assert.match(await session.say('NOOP'), /^250 2\.0\.0 OK/)
  assert.equal((await desk.rows()).length, 2)
  session.end()
  await doors.stop()
})

test('LMTP says no to each recipient when the mail cannot be kept', async () => {
  await using desk = await intake({ limits: { mail_bytes: 1000 } })
  const doors = await openDoors(desk, { smtp: { enabled: false }, lmtp: { host: '127.0.0.1', port: 0 } })
  const [host = '', port] = (doors.lmtp ?? '').split(':')
  const session = await talk({ host, port: Number(port) })
  await session.say('LHLO client.example')
  await session.say('MAIL FROM:<jane@customer.example>')
  for (const address of [desk.widget.address, desk.other.address]) await session.say(`RCPT TO:<${address}>`)
  await session.say('DATA')
  session.write(`${letter({}, 'x'.repeat(2000)).replaceAll('\n', '\r\n')}.\r\n`)
  for (let count = 0; count < 2; count++) assert.match(await session.reply(), /^552 5\.3\.4/)
  assert.match(await session.say('NOOP'), /^250/)
  session.end()
  await doors.stop()
})

test('LMTP does not listen where SMTP is expected', async () => {
  await using desk = await intake()
  await assert.rejects(
    openDoors(desk, { lmtp: { host: '127.0.0.1', port: 25 } }),
    /lmtp_listener\.listen must not be port 25/,
  )
})
