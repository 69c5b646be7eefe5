// Does the desk leave IMAP servers that fall silent, so that no mail waits for them for ever? Time is wound on by hand.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { type Answer, type ImapScript, question, reading } from '../support/imap-script.ts'
import type { Intake } from '../support/intake.ts'
import { accepted, countOf, stateOf, until } from '../support/mailbox-desk.ts'

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
afterEach(() => mock.timers.reset())

/** Seconds go by until it is so: what waits for a time-out meets it. */
const inTime = <T>(what: string, ask: () => Promise<T | undefined | null | false>) =>
  until(what, async () => {
    mock.timers.tick(1000)
    return ask()
  })
const fails = (desk: Intake, words: RegExp) =>
  inTime(`it fails with ${words}`, async () => words.test((await stateOf(desk))?.last_error ?? ''))
const asked = (server: ImapScript, name: string) =>
  until(`${name} is asked`, async () => server.commands.at(-1)?.startsWith(name))

test('a server that accepts the connection and says nothing is left, and tried again', () => {
  const options = { greeting: '' }
  return reading({ mails: 1, options }, async desk => {
    await fails(desk, /greet|no answer within|cannot be reached/i)
    Object.assign(options, { greeting: undefined })
    await inTime('the mail comes', async () => (await countOf(desk, 'inbox')) === 1)
  })
})

for (const [what, name] of [
  ['the sign-in', 'AUTHENTICATE'],
  ['the opening of the folder', 'SELECT'],
  ['the search for new mail', 'UID SEARCH'],
  ['a mail', 'UID FETCH'],
  ['the marks', 'UID STORE'],
] as const)
  test(`a server that hangs at ${what} is left, and the mail comes once with the next connection`, () => {
    let hung = false
    const on = (answer: Answer) => {
      if (hung || answer.name !== name) return false
      hung = true
      return true
    }
    return reading({ mails: 2, options: { on } }, async (desk, server) => {
      await asked(server, name)
      await fails(desk, /no answer within \d+ seconds/)
      await inTime('the mails come', async () => server.mails.every(({ flags }) => flags.includes('\\Seen')))
      await accepted(desk, 2)
      assert.equal(await countOf(desk, 'raw_mails'), 2)
    })
  })

test('a connection that is dead while it idles is noticed, and mail comes by a new one', () =>
  reading({ mails: 1 }, async (desk, server) => {
    await accepted(desk, 1)
    await asked(server, 'IDLE')
    server.freeze()
    server.mails.push({ uid: 2, raw: question(2), flags: [] })
    server.announce()
    await inTime('the second comes', async () => (await countOf(desk, 'inbox')) === 2)
    assert.equal(server.commands.filter(command => command.startsWith('SELECT')).length, 2)
  }))

test('a server that refuses IDLE is asked again and again', () =>
  reading(
    {
      mails: 1,
      options: {
        on: ({ name, socket, tag }) => {
          if (name !== 'IDLE') return false
          socket.write(`${tag} BAD not today\r\n`)
          return true
        },
      },
    },
    async (desk, server) => {
      await accepted(desk, 1)
      server.mails.push({ uid: 2, raw: question(2), flags: [] })
      await inTime('the second comes', async () => (await countOf(desk, 'inbox')) === 2)
      const state = await inTime('it says so', async () => {
        const seen = await stateOf(desk)
        return seen?.idle === false && seen
      })
      assert.equal(state.last_error, null)
      assert.equal(server.commands.filter(command => command.startsWith('IDLE')).length, 1)
    },
  ))

test('IDLE is asked for anew after idle_timeout, as servers end it after half an hour', () =>
  reading({ changes: { idle_timeout: 60 } }, async (_desk, server) => {
    const idles = () => server.commands.filter(command => command.startsWith('IDLE')).length
    await asked(server, 'IDLE')
    await inTime('it idles again', async () => idles() >= 3)
    assert.equal(server.commands.filter(command => command.startsWith('SELECT')).length, 1)
    assert.ok(server.commands.filter(command => command.startsWith('NOOP')).length >= 2)
    assert.ok(server.commands.filter(command => command.startsWith('UID SEARCH')).length >= 3)
  }))

test('a desk that stops waits for no server that is silent', async () => {
  let seconds = 0
  let winding: NodeJS.Timeout | undefined
  const on = ({ name }: Answer) => name === 'UID SEARCH'
  await reading({ options: { on } }, async (_desk, server) => {
    await asked(server, 'UID SEARCH')
    winding = setInterval(() => mock.timers.tick(++seconds && 1000), 5)
  }).finally(() => clearInterval(winding))
  assert.ok(seconds < 8, `it stopped after ${seconds} seconds`)
})
