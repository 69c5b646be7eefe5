// Does the desk read a real IMAP server so that nothing is lost, doubled or touched that is not ours?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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
/** Every test has a mailbox of its own. */
const newUser = () => `box${++number}@mail.example`
const titles = async (desk: { ask: <T>(text: string) => Promise<T[]> }) =>
  (await desk.ask<{ title: string }>('select title from issues order by iid')).map(({ title }) => title)
const from = (sender: number, subject = `Question ${sender}`) =>
  letter({ From: `Customer ${sender} <customer${sender}@people.example>`, Subject: subject })

test(
  'a mail that lies unread in the mailbox becomes a ticket, and is marked as read and deleted',
  options,
  async () => {
    await using desk = await intake()
    const user = newUser()
    dovecot.deliver(user, letter({ Subject: 'Unread' }))
    const keeper = read(desk, { incoming_email: boxOf(dovecot, user) })
    await accepted(desk, 1)
    const client = await dovecot.client(user)
    await client.mailboxOpen('INBOX')
    await until('it is marked', async () => {
      const mail = await client.fetchOne('1', { flags: true })
      return mail?.flags?.has('\\Seen') && mail.flags.has('\\Deleted')
    })
    await client.logout()
    await keeper.stop()
    await desk.work()
    assert.deepEqual(await titles(desk), ['Unread'])
  },
)

test('a mail that comes while the desk listens is told by the server and taken', options, async () => {
  await using desk = await intake()
  const user = newUser()
  const keeper = read(desk, { incoming_email: boxOf(dovecot, user, { idle_timeout: 1740 }) })
  await until('it listens', async () => (await stateOf(desk))?.state === 'connected')
  for (const sender of [1, 2, 3]) {
    dovecot.deliver(user, from(sender))
    await accepted(desk, sender)
  }
  const state = await until('it is told', async () => {
    const state = await stateOf(desk)
    return state?.last_item !== null && state?.waiting === 0 && state
  })
  assert.equal(state.idle, true)
  await keeper.stop()
  await desk.work()
  assert.equal(await countOf(desk, 'issues'), 3)
})
