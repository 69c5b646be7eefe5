// Does every mail of an IMAP folder come in whole, whatever the server says of it, and hold up no other?
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  type Answer,
  fetched,
  type ImapScript,
  question,
  reading,
  type ScriptedMail,
} from '../../../../test/support/imap-script.ts'
import { type Intake, letter } from '../../../../test/support/intake.ts'
import { accepted, countOf, until } from '../../../../test/support/mailbox-desk.ts'

const leftovers = (desk: Intake, count: number) =>
  until(`${count} are left behind`, async () => {
    const rows = await desk.ask<{ item: string; reason: string; attempts: number }>(
      'select item, reason, attempts from mailbox_leftovers order by item',
    )
    return rows.length === count && rows
  })
const idling = (server: ImapScript) =>
  until('it idles', async () => server.commands.at(-1)?.startsWith('IDLE'))
const retryNow = (desk: Intake) => desk.ask('update mailbox_leftovers set next_attempt_at = now()')

/** The set of a FETCH, in numbers; none if it is another command, or fetches no `what`. */
const fetching = ({ name, rest }: Answer, what: string): number[] =>
  name === 'UID FETCH' && rest.includes(what)
    ? (rest.split(' ')[0] ?? '').split(',').flatMap(part => {
        const [from = 0, to = from] = part.split(':').map(Number)
        return Array.from({ length: to - from + 1 }, (_, index) => from + index)
      })
    : []
/** Answers a FETCH, with words of the test about one mail. */
function answerWith({ rest, untagged, ok, script }: Answer, uids: number[], odd: number, says: string) {
  for (const mail of script.mails.filter(({ uid }) => uids.includes(uid)))
    untagged(mail.uid === odd ? says : fetched(script, mail, rest))
  ok()
  return true
}
const big = (uid: number, lines: number): ScriptedMail => ({
  uid,
  raw: letter({ Subject: 'Big' }, `${'x'.repeat(74)}\n`.repeat(lines)),
  flags: [],
})
const hashes = async (desk: Intake) =>
  (await desk.ask<{ digest: Buffer }>('select digest from raw_mails order by size')).map(({ digest }) =>
    digest.toString('hex'),
  )
const hashOf = ({ raw }: ScriptedMail) =>
  createHash('sha256').update(raw.replaceAll(/\r?\n/g, '\r\n')).digest('hex')

for (const what of ['RFC822.SIZE', 'BODY'])
  test(`a server that refuses ${what} of one mail gives the others`, () =>
    reading(
      {
        mails: 4,
        options: {
          on: answer => {
            if (!fetching(answer, what).includes(2)) return false
            answer.socket.write(`${answer.tag} NO [SERVERBUG] Internal error occurred\r\n`)
            return true
          },
        },
      },
      async desk => {
        await accepted(desk, 3)
        const [leftover] = await leftovers(desk, 1)
        assert.equal(leftover?.item, '7:2')
        assert.match(String(leftover?.reason), /does not give it.*Internal error occurred/)
      },
    ))

test('a mail whose answer cannot be read is not passed by: it is noted, and taken when it can be', () => {
  let garbled = true
  return reading(
    {
      mails: 3,
      options: {
        on: answer => {
          const uids = fetching(answer, 'BODY')
          if (!garbled || !uids.includes(2)) return false
          return answerWith(answer, uids, 2, '2 FETCH (UID 2 BODY[] "no end')
        },
      },
    },
    async (desk, server) => {
      await accepted(desk, 2)
      const [leftover] = await leftovers(desk, 1)
      assert.deepEqual([leftover?.item, leftover?.attempts], ['7:2', 1])
      garbled = false
      await retryNow(desk)
      server.mails.push({ uid: 4, raw: question(4), flags: [] })
      server.announce()
      await accepted(desk, 4)
      await leftovers(desk, 0)
      assert.equal(await countOf(desk, 'raw_mails'), 4)
    },
  )
})

test('a mail of which the server lists no size is fetched all the same', () =>
  reading(
    {
      mails: 2,
      options: {
        on: answer => {
          const uids = fetching(answer, 'RFC822.SIZE')
          return (
            uids.length > 1 && answerWith(answer, uids, 2, '2 FETCH (UID 2 RFC822.SIZE (a (b "c)) FLAGS ())')
          )
        },
      },
    },
    async desk => {
      await accepted(desk, 2)
      assert.equal(await countOf(desk, 'raw_mails'), 2)
    },
  ))

test('lines that are no IMAP do no harm', () =>
  reading(
    {
      mails: 2,
      options: {
        on: ({ socket, untagged }) => {
          untagged('XYZZY ((( "nothing')
          untagged('99999999999999999999 EXPUNGE')
          untagged('5 FROBNICATED {0}\r\n')
          socket.write('\r\n\u0000\u0001?? ok\r\n')
          return false
        },
      },
    },
    async desk => {
      await accepted(desk, 2)
      assert.deepEqual(await desk.ask('select from mailbox_leftovers'), [])
    },
  ))

test('a server that offers CONDSTORE and errs on it is read without', () =>
  reading(
    {
      mails: 2,
      options: {
        capabilities: 'IMAP4rev1 IDLE UIDPLUS ENABLE CONDSTORE AUTH=PLAIN',
        on: ({ name, rest, socket, tag, untagged, ok }) => {
          if (name === 'ENABLE') {
            untagged('ENABLED CONDSTORE')
            ok()
            return true
          }
          if (!rest.includes('MODSEQ')) return false
          socket.write(`${tag} BAD MODSEQ is not supported\r\n`)
          return true
        },
      },
    },
    async (desk, { commands }) => {
      await accepted(desk, 2)
      assert.ok(commands.some(command => command.startsWith('ENABLE')))
    },
  ))

test('a mail of 30 MB comes byte for byte, in pieces', () =>
  reading({ limits: { mail_bytes: 40 * 1024 * 1024 } }, async (desk, server) => {
    const mail = big(1, 400_000)
    await idling(server)
    server.mails.push(mail)
    server.announce()
    await accepted(desk, 1)
    assert.deepEqual(await hashes(desk), [hashOf(mail)])
    const asked = server.commands.flatMap(command => /BODY\S*<\d+\.(\d+)>/.exec(command)?.[1] ?? [])
    assert.ok(asked.length > 30 && asked.every(bytes => Number(bytes) < 1024 * 1024))
    assert.ok(!server.commands.some(command => /BODY\S*\] ?\)?$/.test(command)), 'never the whole at once')
  }))

test('a mail that is larger than the server says comes whole, and so do those fetched with it', () =>
  reading(
    {
      options: {
        on: answer => {
          const uids = fetching(answer, 'RFC822.SIZE')
          if (uids.length < 2) return false
          for (const uid of uids) answer.untagged(`${uid} FETCH (UID ${uid} RFC822.SIZE 9)`)
          answer.ok()
          return true
        },
      },
    },
    async (desk, server) => {
      await idling(server)
      const mails = [big(1, 5), big(2, 9000), big(3, 20_000)]
      server.mails.push(...mails)
      server.announce()
      await accepted(desk, 3)
      assert.deepEqual(await hashes(desk), mails.map(hashOf))
    },
  ))

for (const [how, says] of [
  ['is gone', undefined],
  ['is said to be empty', '1 FETCH (UID 1 BODY[]<524288> NIL)'],
] as const)
  test(`a mail that ${how} while its pieces come is not taken for whole`, () =>
    reading(
      {
        options: {
          on: answer => {
            const { script, untagged, ok } = answer
            if (!fetching(answer, '<524288.').includes(1)) return false
            if (says === undefined) script.mails = script.mails.filter(({ uid }) => uid !== 1)
            else untagged(says)
            ok()
            return true
          },
        },
      },
      async (desk, server) => {
        await idling(server)
        server.mails.push(big(1, 20_000), { uid: 2, raw: question(2), flags: [] })
        server.announce()
        await accepted(desk, 1)
        await leftovers(desk, 1)
        assert.ok(!server.commands.some(command => /^UID STORE 1\b/.test(command)))
        if (says !== undefined) return
        await retryNow(desk)
        await idling(server)
        server.mails.push({ uid: 3, raw: question(3), flags: [] })
        server.announce()
        await leftovers(desk, 0)
        await accepted(desk, 2)
        assert.equal(await countOf(desk, 'raw_mails'), 2)
      },
    ))

test('a line that breaks while a big mail is fetched: it comes whole when the line is back', () => {
  let broken = false
  return reading(
    {
      options: {
        on: answer => {
          if (broken || !fetching(answer, '<524288.').includes(2)) return false
          broken = true
          answer.socket.destroy()
          return true
        },
      },
    },
    async (desk, server) => {
      await idling(server)
      const mails = [big(1, 5), big(2, 20_000), big(3, 30_000)]
      server.mails.push(...mails)
      server.announce()
      await accepted(desk, 3)
      assert.deepEqual(await hashes(desk), mails.map(hashOf))
      await leftovers(desk, 0)
    },
  )
})

test('of 100,000 mails that people have read none is fetched, and the rest by hundreds', () =>
  reading(
    {
      options: {
        on: ({ name, rest, script }) => {
          // As in a folder that was there before the desk.
          if (name === 'SELECT' && script.mails.length === 0) {
            for (let uid = 1; uid <= 100_000; uid++)
              script.mails.push({ uid, raw: question(uid), flags: uid % 400 === 0 ? [] : ['\\Seen'] })
          }
          assert.ok(name !== 'UID FETCH' || (rest.split(' ')[0] ?? '').split(',').length <= 100)
          return false
        },
      },
    },
    async (desk, server) => {
      await accepted(desk, 250)
      await idling(server)
      server.mails.push({ uid: 100_001, raw: question(100_001), flags: ['\\Seen'] })
      server.announce()
      await accepted(desk, 251)
      const [progress] = await desk.ask<{ last_uid: string }>('select last_uid from mailbox_progress')
      assert.ok(Number(progress?.last_uid) >= 100_000)
      assert.equal(await countOf(desk, 'raw_mails'), 251)
    },
  ))
