// Can somebody keep the door busy by being slow? Time is wound on by hand.
import assert from 'node:assert/strict'
import { afterEach, mock, test } from 'node:test'
import { openDoors, smtpOf } from '../../../test/support/doors.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { type Talk, talk } from '../../../test/support/smtp-talk.ts'
import { limits } from './limits.ts'

const minute = 60_000
const crlf = (text: string) => text.replaceAll('\n', '\r\n')

/** A client that has said EHLO, with the clock in our hands. */
async function slowly(story: (session: Talk, desk: Intake) => Promise<void>): Promise<void> {
  await using desk = await intake()
  const doors = await openDoors(desk)
  mock.timers.enable({ apis: ['setTimeout'] })
  // The greeting comes after a pause.
  const seconds = setInterval(() => mock.timers.tick(1), 1)
  const session = await talk(smtpOf(doors))
  clearInterval(seconds)
  try {
    await session.say('EHLO client.example')
    await story(session, desk)
  } finally {
    mock.timers.reset()
    session.end()
    await doors.stop()
  }
}
/** What was written gets its chance to be read. */
const read = () => new Promise(setImmediate)
afterEach(() => mock.timers.reset())

test('who says NOOP every minute and sends nothing is sent away after ten', () =>
  slowly(async session => {
    let minutes = 0
    let answer = await session.say('NOOP')
    while (answer.startsWith('250')) {
      assert.ok(minutes++ <= 11, 'it may talk for ever')
      mock.timers.tick(minute)
      answer = await session.say('NOOP')
    }
    assert.equal(answer, '421 4.4.2 Nothing was sent for too long')
    assert.equal(minutes, limits.progressMs / minute)
    await session.closed()
  }))

test('a command in drips is no reason to wait for ever', () =>
  slowly(async session => {
    for (const letter of 'MAIL FROM:'.slice(0, limits.progressMs / (2 * minute))) {
      session.write(letter)
      await read()
      mock.timers.tick(2 * minute)
    }
    assert.match(await session.reply(), /^421 4\.4\.2/)
    await session.closed()
  }))

test('a client that sends mail now and then may stay', () =>
  slowly(async (session, desk) => {
    for (let mails = 1; mails <= 3; mails++) {
      mock.timers.tick(9 * minute)
      await session.say('MAIL FROM:<jane@customer.example>')
      assert.match(await session.say(`RCPT TO:<${desk.widget.address}>`), /^250/)
      mock.timers.tick(9 * minute)
      await session.say('DATA')
      mock.timers.tick(14 * minute)
      session.write(`${crlf(letter())}.\r\n`)
      assert.match(await session.reply(), /^250/)
    }
  }))

test('a mail in drips is given up after a quarter of an hour, and nothing of it is kept', () =>
  slowly(async (session, desk) => {
    await session.say('MAIL FROM:<jane@customer.example>')
    await session.say(`RCPT TO:<${desk.widget.address}>`)
    assert.match(await session.say('DATA'), /^354/)
    for (let minutes = 0; minutes < limits.dataMs / minute; minutes++) {
      session.write('x')
      await read()
      mock.timers.tick(minute)
    }
    assert.equal(await session.reply(), '421 4.4.2 The mail took too long')
    await session.closed()
    assert.deepEqual(await desk.rows(), [])
  }))

test('more clients than max_connections are asked to come again', async () => {
  await using desk = await intake()
  const doors = await openDoors(desk, { smtp: { max_connections: 1 } })
  const first = await talk(smtpOf(doors))
  const second = await talk(smtpOf(doors))
  await second.closed()
  assert.match(await first.say('NOOP'), /^250/)
  first.end()
  await doors.stop()
})
