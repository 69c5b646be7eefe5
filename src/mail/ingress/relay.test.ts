// Can anybody make the desk pass mail on to others? No form of an address does it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDoors, smtpOf } from '../../../test/support/doors.ts'
import { intake } from '../../../test/support/intake.ts'
import { talk } from '../../../test/support/smtp-talk.ts'

/** What relays were tricked with; `elsewhere.example` is not ours. */
const tricks = [
  'victim@elsewhere.example',
  'victim%elsewhere.example@desk.example',
  'victim%elsewhere.example@[127.0.0.1]',
  'victim%elsewhere.example',
  '"victim@elsewhere.example"@desk.example',
  '"victim%elsewhere.example"@desk.example',
  'victim@elsewhere.example@desk.example',
  'victim@desk.example@elsewhere.example',
  '@desk.example:victim@elsewhere.example',
  '@desk.example,@other.example:victim@elsewhere.example',
  'elsewhere.example!victim',
  'elsewhere.example!victim@desk.example',
  'elsewhere.example!victim@[127.0.0.1]',
  '"victim@elsewhere.example"',
  'victim@[127.0.0.1]',
  'victim@localhost',
  'victim@desk.example.elsewhere.example',
  'postmaster@elsewhere.example',
  'incoming+acme-widget-1-issue-@elsewhere.example',
  'incoming+victim%elsewhere.example@desk.example',
]

for (const protocol of ['smtp', 'lmtp'] as const)
  test(`${protocol.toUpperCase()} passes nothing on, whatever the recipient or the sender looks like`, async () => {
    await using desk = await intake()
    const doors = await openDoors(desk, { lmtp: { host: '127.0.0.1', port: 0 } })
    const [host = '', port] = (doors.lmtp ?? '').split(':')
    const { say, end } = await talk(protocol === 'smtp' ? smtpOf(doors) : { host, port: Number(port) })
    await say(protocol === 'smtp' ? 'EHLO client.example' : 'LHLO client.example')
    for (const sender of ['', 'jane@customer.example', desk.widget.address, 'postmaster@[127.0.0.1]']) {
      assert.match(await say(`MAIL FROM:<${sender}>`), /^250/)
      // A recipient that is ours opens the way to no other.
      if (sender === '') assert.match(await say(`RCPT TO:<${desk.widget.address}>`), /^250/)
      for (const trick of tricks.slice(0, 10))
        assert.match(await say(`RCPT TO:<${trick}>`), /^5\d\d /, `${sender} → ${trick}`)
      await say('RSET')
    }
    end()
    const again = await talk(protocol === 'smtp' ? smtpOf(doors) : { host, port: Number(port) })
    await again.say(protocol === 'smtp' ? 'EHLO client.example' : 'LHLO client.example')
    await again.say('MAIL FROM:<jane@customer.example>')
    for (const trick of tricks) assert.match(await again.say(`RCPT TO:<${trick}>`), /^5\d\d /, trick)
    assert.match(await again.say('DATA'), /^503/)
    again.end()
    await doors.stop()
    assert.deepEqual(await desk.rows(), [])
    assert.deepEqual(await desk.ask('select from outbox'), [])
  })
