// Does the desk bear with IMAP servers that err, lie, hang or fall silent, and never show them a password in the clear?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fetched, type ImapOptions, type ImapScript, question, reading } from '../support/imap-script.ts'
import type { Intake } from '../support/intake.ts'
import { accepted, countOf, stateOf, until } from '../support/mailbox-desk.ts'
import { startTokenEndpoint } from '../support/token-endpoint.ts'

const failing = (desk: Intake, words: RegExp) =>
  until(`it fails with ${words}`, async () => words.test((await stateOf(desk))?.last_error ?? ''))
const once = (strike: NonNullable<ImapOptions['on']>) => {
  let struck = false
  return (answer: Parameters<typeof strike>[0]) => {
    if (struck) return false
    struck = strike(answer) === true
    return struck
  }
}
const passwordOf = ({ commands }: ImapScript) =>
  commands.some(command => /^(LOGIN|AUTHENTICATE)/i.test(command))

test('STARTTLS that is asked for and not offered: refused before the password is sent', () =>
  reading({ changes: { start_tls: true } }, async (desk, server) => {
    await failing(desk, /cannot be spoken to with encryption.*STARTTLS/s)
    assert.equal(passwordOf(server), false)
  }))

test('a server that claims we are signed in before STARTTLS is refused', () =>
  reading(
    {
      changes: { start_tls: true },
      options: { greeting: '* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello' },
    },
    async (desk, server) => {
      await failing(desk, /cannot be spoken to with encryption.*PREAUTH/)
      assert.equal(passwordOf(server), false)
      assert.ok(!server.commands.some(command => command.startsWith('SELECT')))
    },
  ))

test('a server that says BYE is left and read again, and what it said is told', () =>
  reading(
    {
      mails: 3,
      options: {
        on: once(({ name, socket, untagged }) => {
          if (name !== 'UID FETCH') return false
          untagged('BYE shutting down for maintenance')
          socket.end()
          return true
        }),
      },
    },
    async desk => {
      await failing(desk, /shutting down for maintenance/)
      await desk.ask('update mailbox_leftovers set next_attempt_at = now()')
      await accepted(desk, 3)
      assert.equal(await countOf(desk, 'raw_mails'), 3)
    },
  ))

test('a mail without content does not hold up those behind it, and is noted', () =>
  reading(
    {
      mails: 3,
      options: {
        on: ({ name, rest, untagged, ok, script }) => {
          if (name !== 'UID FETCH' || !rest.includes('BODY')) return false
          for (const mail of script.mails)
            untagged(mail.uid === 2 ? '2 FETCH (UID 2 BODY[] NIL)' : fetched(script, mail, 'BODY'))
          ok()
          return true
        },
      },
    },
    async desk => {
      await accepted(desk, 2)
      const leftovers = await until('it is noted', async () => {
        const rows = await desk.ask<{ item: string; reason: string }>('select * from mailbox_leftovers')
        return rows.length > 0 && rows
      })
      assert.deepEqual(
        leftovers.map(({ item }) => item),
        ['7:2'],
      )
    },
  ))

test('answers out of order, doubled, and about mails that nobody asked for are sorted out', () =>
  reading(
    {
      mails: 3,
      options: {
        on: ({ name, rest, untagged, ok, script }) => {
          if (name !== 'UID FETCH' || !rest.includes('BODY')) return false
          for (const mail of script.mails.toReversed()) untagged(fetched(script, mail, 'BODY'))
          untagged('1 FETCH (UID 1 FLAGS (\\Answered))')
          untagged('9 FETCH (UID 900 BODY[] {3}\r\nabc)')
          ok()
          return true
        },
      },
    },
    async desk => {
      await accepted(desk, 3)
      assert.equal(await countOf(desk, 'raw_mails'), 3)
    },
  ))

test('a size that is a lie does no harm', () =>
  reading(
    {
      mails: 2,
      options: {
        on: ({ name, rest, untagged, ok }) => {
          if (name !== 'UID FETCH' || !rest.includes('RFC822.SIZE')) return false
          untagged('1 FETCH (UID 1 RFC822.SIZE 1)')
          untagged('2 FETCH (UID 2 RFC822.SIZE 4000)')
          ok()
          return true
        },
      },
    },
    async desk => {
      await accepted(desk, 2)
      const sizes = await desk.ask<{ size: number }>('select size from raw_mails')
      assert.ok(sizes.every(({ size }) => size > 100))
    },
  ))

test('mails that are gone when they are fetched are no failure', () =>
  reading(
    {
      mails: 3,
      options: {
        on: once(({ name, rest, script }) => {
          if (name === 'UID FETCH' && rest.includes('BODY')) script.mails.splice(0, 1)
          return false
        }),
      },
    },
    async desk => {
      await accepted(desk, 2)
      assert.deepEqual(await desk.ask('select from mailbox_leftovers'), [])
    },
  ))

test('a mail whose fetch breaks the connection each time is passed by, and the others come in', () =>
  reading(
    {
      mails: 4,
      options: {
        on: ({ name, rest, socket, script }) => {
          const isIt =
            name === 'UID FETCH' && rest.includes('BODY') && rest.split(' ')[0]?.split(',').includes('2')
          const all = name === 'UID FETCH' && rest.includes('BODY') && /^1:4 |^1,2,3,4 /.test(rest)
          if (!isIt && !all) return false
          socket.destroy()
          return script.mails.length > 0
        },
      },
    },
    async desk => {
      await accepted(desk, 3)
      const [leftover] = await desk.ask<{ item: string }>('select item from mailbox_leftovers')
      assert.equal(leftover?.item, '7:2')
    },
  ))

test('a server that does not store flags: mails are taken once', () =>
  reading(
    {
      mails: 2,
      options: {
        on: ({ name, socket, tag }) => {
          if (name !== 'UID STORE') return false
          socket.write(`${tag} NO [CANNOT] this folder is read-only\r\n`)
          return true
        },
      },
    },
    async (desk, server) => {
      await accepted(desk, 2)
      server.mails.push({ uid: 3, raw: question(3), flags: [] })
      await until('it idles', async () => server.commands.at(-1)?.startsWith('IDLE'))
      server.announce()
      await accepted(desk, 3)
      assert.equal(await countOf(desk, 'raw_mails'), 3)
    },
  ))

test('a connection that is cut without a word is made anew', () =>
  reading({ mails: 1 }, async (desk, server) => {
    await accepted(desk, 1)
    await until('it idles', async () => server.commands.at(-1)?.startsWith('IDLE'))
    server.mails.push({ uid: 2, raw: question(2), flags: [] })
    server.hangUp()
    await accepted(desk, 2)
    assert.equal(await countOf(desk, 'raw_mails'), 2)
  }))

test('mails that were marked as deleted when the line broke are removed when it is back; those of others stay', () => {
  let broken = false
  return reading(
    {
      changes: { delete_after_delivery: true, expunge_deleted: true },
      mails: 3,
      options: {
        on: ({ name, socket, script }) => {
          if (name === 'SELECT' && !broken) script.mails[1]?.flags.push('\\Deleted')
          if (name !== 'UID EXPUNGE' || broken) return false
          broken = true
          socket.destroy()
          return true
        },
      },
    },
    async (desk, server) => {
      await until('ours are gone', async () => server.mails.length === 1)
      assert.deepEqual(server.mails[0]?.uid, 2)
      assert.equal(await countOf(desk, 'raw_mails'), 2)
    },
  )
})

for (const [whose, others, left] of [
  ['is expunged where nobody else has deleted mail', false, 0],
  ['is not expunged while deleted mail of others lies there, which would go with it', true, 2],
] as const)
  test(`without UIDPLUS, mail that was taken ${whose}`, () =>
    reading(
      {
        changes: { delete_after_delivery: true, expunge_deleted: true },
        mails: others ? 2 : 1,
        options: {
          capabilities: 'IMAP4rev1 IDLE AUTH=PLAIN',
          on: ({ name, script, ok }) => {
            if (name === 'SELECT' && others) script.mails[1]?.flags.push('\\Deleted')
            if (name !== 'EXPUNGE') return false
            script.mails = script.mails.filter(({ flags }) => !flags.includes('\\Deleted'))
            ok()
            return true
          },
        },
      },
      async (desk, server) => {
        await accepted(desk, 1)
        await until('it idles', async () => server.commands.at(-1)?.startsWith('IDLE'))
        assert.equal(server.mails.length, left)
        assert.ok(server.mails.every(({ flags }) => flags.includes('\\Deleted')))
      },
    ))

test('a refused sign-in is told in the words of the server, without the password', () =>
  reading(
    {
      options: {
        on: ({ name, socket, tag }) => {
          if (!/^(LOGIN|AUTHENTICATE)$/.test(name)) return false
          socket.write(`${tag} NO [AUTHENTICATIONFAILED] Application-specific password required\r\n`)
          return true
        },
      },
    },
    async desk => {
      await failing(desk, /refuses the sign-in of desk: .*Application-specific password required/)
      assert.ok(!JSON.stringify(await stateOf(desk)).includes('sesame'))
    },
  ))

test('a token that the server takes no more is asked for anew, and no password is needed', async () => {
  await using endpoint = await startTokenEndpoint()
  const shown: string[] = []
  await reading(
    {
      mails: 1,
      changes: {
        password: undefined,
        oauth2: { token_endpoint: endpoint.url, client_id: 'desk', client_secret: 's3cret' },
      },
      options: {
        greeting: '* OK ready',
        capabilities: 'IMAP4rev1 IDLE UIDPLUS SASL-IR AUTH=XOAUTH2',
        on: ({ name, rest, socket, tag }) => {
          if (name !== 'AUTHENTICATE') return false
          const text = Buffer.from(rest.split(' ')[1] ?? '', 'base64').toString()
          shown.push(/auth=Bearer ([\w-]+)/.exec(text)?.[1] ?? rest)
          const answer = shown.length > 1 ? 'OK welcome' : 'NO [AUTHENTICATIONFAILED] token expired'
          socket.write(`${tag} ${answer}\r\n`)
          return true
        },
      },
    },
    async desk => {
      await accepted(desk, 1)
      assert.deepEqual(shown, ['token-1', 'token-2'])
      assert.equal((await stateOf(desk))?.last_error, null)
    },
  )
})
