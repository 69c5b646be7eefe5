// Does the desk read a real IMAP server so that nothing is lost, doubled or touched that is not ours?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailboxes } from '#mail/ingress'
import { notify } from '#mail/outbound'
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
      return mail && mail.flags?.has('\\Seen') === true && mail.flags.has('\\Deleted')
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

test('mails that people had read before are left alone, those they had not are taken', options, async () => {
  await using desk = await intake()
  const user = newUser()
  for (const sender of [1, 2, 3]) dovecot.deliver(user, from(sender))
  const client = await dovecot.client(user)
  await client.mailboxOpen('INBOX')
  await client.messageFlagsAdd('2', ['\\Seen'])
  const box = { incoming_email: boxOf(dovecot, user, { delete_after_delivery: false }) }
  let keeper = read(desk, box)
  await accepted(desk, 2)
  await keeper.stop()
  // Read by somebody in a webmail while the desk was away: it came after the first look, so it is for the desk.
  dovecot.deliver(user, from(4))
  await client.noop()
  await client.messageFlagsAdd('4', ['\\Seen'])
  await client.logout()
  keeper = read(desk, box)
  await accepted(desk, 3)
  await keeper.stop()
  await desk.work()
  assert.deepEqual(await titles(desk), ['Question 1', 'Question 3', 'Question 4'])
})

test(
  'old mail is brought in when it is asked for: once, by hand, and nobody gets mail because of it',
  options,
  async () => {
    await using desk = await intake()
    const user = newUser()
    for (let sender = 1; sender <= 120; sender++) dovecot.deliver(user, from(sender))
    // More than a sender may write in an hour.
    for (let more = 1; more <= 80; more++)
      dovecot.deliver(user, letter({ Subject: `Again ${more}` }, `This is number ${more} of one sender.`))
    const client = await dovecot.client(user)
    await client.mailboxOpen('INBOX')
    await client.messageFlagsAdd('1:*', ['\\Seen'])
    const config = { incoming_email: boxOf(dovecot, user) }
    const keeper = read(desk, config)
    await until('it has looked', async () => (await stateOf(desk))?.state === 'connected')
    assert.equal(await countOf(desk, 'inbox'), 0)
    const mailboxDesk = { ...desk, pool: desk.database.pool, config: { ...desk.config, ...config } }
    const stopping = new AbortController()
    const bring = (signal: AbortSignal, onProgress = () => {}) =>
      mailboxes.importMailbox(mailboxDesk, 'incoming_email', { since: null, signal, onProgress })
    // Stopped in the middle, it goes on where it was.
    await assert.rejects(bring(stopping.signal, () => stopping.abort()))
    const begun = await countOf(desk, 'inbox')
    assert.ok(begun > 0 && begun < 200, `${begun} before it was stopped`)
    const counts = await bring(new AbortController().signal)
    assert.deepEqual([counts.found, counts.taken, counts.failed], [200, 200 - begun, 0])
    await keeper.stop()
    await desk.work()
    assert.equal(await countOf(desk, 'issues'), 200)
    for (const { id } of await desk.ask<{ id: number }>('select id from events'))
      await notify(desk, { eventId: id })
    assert.deepEqual(await desk.ask('select from outbox'), [])
    const flags = await client.fetchAll('1:*', { flags: true })
    assert.ok(flags.every(mail => !mail.flags?.has('\\Deleted')))
    await client.logout()
  },
)

for (const [deletes, expunges, left] of [
  [true, true, ['other']],
  [true, false, ['other', 'Seen Deleted']],
  [false, true, ['other', 'Seen']],
  [false, false, ['other', 'Seen']],
] as const)
  test(
    `delete_after_delivery ${deletes} and expunge_deleted ${expunges} leave ${left.join(' and ')}`,
    options,
    async () => {
      await using desk = await intake()
      const user = newUser()
      const client = await dovecot.client(user)
      // Somebody else's mail, deleted and not yet expunged: it must stay as it is.
      await client.append('INBOX', letter({ Subject: 'other' }).replaceAll('\n', '\r\n'), [
        '\\Seen',
        '\\Deleted',
      ])
      dovecot.deliver(user, letter())
      const keeper = read(desk, {
        incoming_email: boxOf(dovecot, user, { delete_after_delivery: deletes, expunge_deleted: expunges }),
      })
      await accepted(desk, 1)
      await client.mailboxOpen('INBOX')
      await until(`it leaves ${left.join(' and ')}`, async () => {
        await client.noop()
        const mails = await client.fetchAll('1:*', { flags: true, envelope: true })
        const said = mails.map(({ envelope, flags }) =>
          envelope?.subject === 'other'
            ? 'other'
            : ['Seen', 'Deleted'].filter(flag => flags?.has(`\\${flag}`)).join(' '),
        )
        return said.join() === left.join()
      })
      await client.logout()
      await keeper.stop()
      assert.equal(await countOf(desk, 'inbox'), 1)
    },
  )

test('a folder that keeps no flags: each mail is taken once, after a restart too', options, async () => {
  assert.ok(program.path)
  await using strict = await startDovecot(program.path, { acl: '* owner lr' })
  await using desk = await intake()
  const user = newUser()
  for (const sender of [1, 2, 3]) strict.deliver(user, from(sender))
  const box = { incoming_email: boxOf(strict, user) }
  for (const expected of [3, 4]) {
    const keeper = read(desk, box)
    await accepted(desk, expected)
    await until('it has looked', async () => (await stateOf(desk))?.waiting === 0)
    await keeper.stop()
    strict.deliver(user, from(4))
  }
  await desk.work()
  assert.equal(await countOf(desk, 'issues'), 4)
  assert.equal(await countOf(desk, 'raw_mails'), 4)
})

test(
  'a mailbox with another UIDVALIDITY: nothing is lost, nothing becomes a second ticket',
  options,
  async () => {
    assert.ok(program.path)
    await using own = await startDovecot(program.path)
    await using desk = await intake()
    const user = newUser()
    const box = { incoming_email: boxOf(own, user, { delete_after_delivery: false }) }
    const client = await own.client(user)
    const validity = async () => {
      const mailbox = await client.mailboxOpen('INBOX')
      return mailbox.uidValidity
    }
    for (const sender of [1, 2]) own.deliver(user, from(sender))
    let keeper = read(desk, box)
    await accepted(desk, 2)
    await keeper.stop()
    const before = await validity()
    await own.kill()
    own.forgetUids(user)
    own.deliver(user, from(3))
    // UIDVALIDITY is a time in seconds here: another one needs another second.
    await until('a second passes', async () => Math.floor(Date.now() / 1000) > Number(before) + 1)
    await own.start()
    const again = await own.client(user)
    assert.notEqual((await again.mailboxOpen('INBOX')).uidValidity, before)
    // Somebody read it, in a folder that the desk meets for the first time under this number.
    await again.messageFlagsAdd('1:*', ['\\Seen'])
    await again.logout()
    keeper = read(desk, box)
    await until('the third is accepted', async () => (await countOf(desk, 'inbox')) >= 5)
    await keeper.stop()
    await desk.work()
    assert.deepEqual(await titles(desk), ['Question 1', 'Question 2', 'Question 3'])
    const reasons = (await desk.rows()).map(({ reason }) => reason)
    assert.deepEqual(reasons.filter(reason => reason === 'duplicate').length, 2)
  },
)

test('a mail that a client moves away and back is no second ticket', options, async () => {
  await using desk = await intake()
  const user = newUser()
  dovecot.deliver(user, letter())
  const keeper = read(desk, { incoming_email: boxOf(dovecot, user, { delete_after_delivery: false }) })
  await accepted(desk, 1)
  await desk.work()
  const client = await dovecot.client(user)
  await client.mailboxCreate('Elsewhere')
  await client.mailboxOpen('INBOX')
  await client.messageMove('1', 'Elsewhere')
  await client.mailboxOpen('Elsewhere')
  await client.messageMove('1', 'INBOX')
  await client.logout()
  await accepted(desk, 2)
  await keeper.stop()
  await desk.work()
  assert.equal(await countOf(desk, 'issues'), 1)
  assert.deepEqual(
    (await desk.rows()).map(({ reason }) => reason),
    ['new_ticket', 'duplicate'],
  )
})

test('a server without IDLE is asked again and again', options, async () => {
  assert.ok(program.path)
  await using old = await startDovecot(program.path, { extra: '\nimap_capability = IMAP4rev1 UIDPLUS\n' })
  await using desk = await intake()
  const user = newUser()
  const keeper = read(desk, { incoming_email: boxOf(old, user, { idle_timeout: 1 }) })
  const state = await until('it has looked', async () => {
    const state = await stateOf(desk)
    return state?.state === 'connected' && state.idle !== null && state
  })
  old.deliver(user, letter())
  await accepted(desk, 1)
  await keeper.stop()
  assert.equal(state.idle, false)
})

test('a folder that is missing is named, and so are those that there are', options, async () => {
  await using desk = await intake()
  const user = newUser()
  const client = await dovecot.client(user)
  await client.mailboxCreate('Übersicht & Co')
  await client.logout()
  const keeper = read(desk, { incoming_email: boxOf(dovecot, user, { mailbox: 'Anfragen' }) })
  const state = await until('it fails', async () => {
    const state = await stateOf(desk)
    return state?.state === 'failing' && state
  })
  await keeper.stop()
  assert.match(String(state.last_error), /no folder "Anfragen".*"INBOX".*"Übersicht & Co"/)
})

test('a folder is found by the name that people see, letters beyond ASCII too', options, async () => {
  await using desk = await intake()
  const user = newUser()
  const client = await dovecot.client(user)
  await client.mailboxCreate('Übersicht & Co')
  await client.append('Übersicht & Co', letter().replaceAll('\n', '\r\n'))
  await client.logout()
  const keeper = read(desk, { incoming_email: boxOf(dovecot, user, { mailbox: 'Übersicht & Co' }) })
  await accepted(desk, 1)
  await keeper.stop()
})

test('mail for each mailbox is told apart by its address, in whichever box it lies', options, async () => {
  await using desk = await intake({
    config: { service_desk_email: { enabled: true, address: 'contact+%{key}@desk.example' } },
  })
  const [incoming, contact] = [newUser(), newUser()]
  const toContact = { To: 'contact+acme-gadget-2-issue-@desk.example' }
  const strayed = letter({ Subject: 'Strayed', ...toContact }, 'It came to the wrong box.')
  dovecot.deliver(incoming, letter({ Subject: 'First' }))
  dovecot.deliver(incoming, strayed)
  dovecot.deliver(contact, letter({ Subject: 'Second', ...toContact }, 'It came to the right box.'))
  const keeper = read(desk, {
    incoming_email: boxOf(dovecot, incoming),
    service_desk_email: boxOf(dovecot, contact, { address: 'contact+%{key}@desk.example' }),
  })
  await accepted(desk, 3)
  await keeper.stop()
  await desk.work()
  const issues = await desk.ask<{ title: string; project_id: number }>(
    'select title, project_id from issues order by title',
  )
  assert.deepEqual(
    issues.map(({ title, project_id }) => [title, project_id]),
    [
      ['First', desk.widget.id],
      ['Second', desk.other.id],
      ['Strayed', desk.other.id],
    ],
  )
})
