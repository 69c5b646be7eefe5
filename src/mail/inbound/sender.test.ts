// What does it change for a mail that its sender is proven, disowned, or not known?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { createReplyKey } from '#mail/threads'
import { type Records, startDns } from '../../../test/support/dns-twin.ts'
import { type Intake, intake, letter } from '../../../test/support/intake.ts'
import { inbox } from './index.ts'

const far = { clientAddress: '198.51.100.66', clientName: 'mx.somewhere.example' }
const near = { clientAddress: '192.0.2.10', clientName: 'mx.customer.example' }
const records: Records = {
  'TXT customer.example': ['v=spf1 ip4:192.0.2.10 -all'],
  'TXT _dmarc.customer.example': ['v=DMARC1; p=reject'],
  'TXT people.example': ['v=spf1 ip4:192.0.2.10 -all'],
  'TXT _dmarc.people.example': ['v=DMARC1; p=none'],
}

async function onDesk(story: (desk: Intake) => Promise<void>, told: Records = records): Promise<void> {
  await using dns = await startDns(told)
  await using desk = await intake({ resolveDns: dns.resolve })
  await story(desk)
}

const replyTo = async (desk: Intake, recipient: string, userId?: number) => {
  const expiresAt = new Date(Date.now() + 86_400_000)
  const key = await transaction(desk.db, tx =>
    createReplyKey(tx, { issueId: 1, recipient, expiresAt, ...(userId === undefined ? {} : { userId }) }),
  )
  return `incoming+${key}@desk.example`
}

test('a mail whose domain disowns it is held and says why; a person lets it through', () =>
  onDesk(async desk => {
    const [row] = await desk.take(letter(), far)
    assert.deepEqual([row?.ending, row?.reason], ['held', 'forged_sender'])
    assert.match(String(row?.why.evidence), /DMARC fail \(the domain asks for reject\), SPF fail/)
    assert.deepEqual(await desk.ask('select from outbox'), [])
    await transaction(desk.db, tx => inbox.release(tx, { id: row?.id ?? 0, by: desk.root }))
    await desk.work()
    assert.equal((await desk.row(row?.id ?? 0)).ending, 'ticket_opened')
  }))

test('a proven sender is noted with the mail', () =>
  onDesk(async desk => {
    const [row] = await desk.take(letter(), near)
    assert.equal(row?.reason, 'new_ticket')
    assert.equal(row?.why.sender, 'DMARC pass, SPF pass, DKIM none; found out by the desk')
  }))

test('while no name server answers, mail becomes tickets, and nobody is told that it is proven', () =>
  onDesk(
    async desk => {
      const [row] = await desk.take(letter(), far)
      assert.equal(row?.reason, 'new_ticket')
      assert.match(String(row?.why.sender), /^DMARC (?:none|temperror), SPF temperror/)
    },
    {
      'TXT customer.example': 'servfail',
      'TXT _dmarc.customer.example': 'servfail',
    },
  ))

test('a refusal is mailed to a proven sender whom nobody knows, and to no other', () =>
  onDesk(async desk => {
    await desk.take(letter(), near)
    const to = await replyTo(desk, 'jane@customer.example')
    await desk.ask("update reply_keys set expires_at = now() - interval '1 day'")
    const answer = (from: string) => letter({ From: from, To: to }, `This is ${from}.`)
    const unproven = await desk.take(answer('bob@elsewhere.example'), { ...far, recipients: [to] })
    assert.deepEqual([unproven[0]?.ending, unproven[0]?.reason], ['held', 'expired_key'])
    const proven = await desk.take(answer('bob@customer.example'), { ...near, recipients: [to] })
    assert.deepEqual([proven[0]?.ending, proven[0]?.reason], ['refused', 'expired_key'])
    const told = await desk.ask("select recipient from outbox where kind = 'refusal'")
    assert.deepEqual(told, [{ recipient: 'bob@customer.example' }])
  }))

test('who writes in the name of a member, and fails DMARC, does not write as that member', () =>
  onDesk(async desk => {
    await desk.take(letter(), near)
    const to = await replyTo(desk, 'root@people.example', desk.root.id)
    const write = (words: string, envelope: object) =>
      desk.take(letter({ From: 'root@people.example', To: to }, words), {
        ...envelope,
        mailFrom: 'root@people.example',
        recipients: [to],
      })
    await write('It is me.', near)
    await write('It is not.', far)
    const notes = await desk.ask(
      'select n.body, u.username, n.external_author from notes n join users u on u.id = n.author_id where not system order by n.id',
    )
    assert.deepEqual(notes, [
      { body: 'It is me.', username: 'root', external_author: null },
      { body: 'It is not.', username: 'support-bot', external_author: 'root@people.example' },
    ])
  }))

test('old mail that is brought in is not judged by what is published today', () =>
  onDesk(async desk => {
    const [row] = await desk.take(letter(), { ...far, quiet: true })
    assert.deepEqual([row?.reason, row?.why.sender], ['new_ticket', undefined])
  }))
