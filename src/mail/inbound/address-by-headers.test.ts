// Does a mail that comes without an envelope, from a mailbox, find its project by its headers alone?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { transaction } from '#db'
import { createReplyKey } from '#mail/threads'
import { projects } from '#projects'
import { type Intake, intake, letter, type Row } from '../../../test/support/intake.ts'

/** As IMAP and Microsoft Graph hand mails over. */
const fetched = { ingress: 'imap', mailFrom: null, recipients: [] } as const

/** incoming_email and service_desk_email, on domains of their own. */
let desk: Intake
/** incoming_email takes replies only. */
let keyless: Intake
let own: { widget: string; gadget: string }

before(async () => {
  const service_desk_email = { enabled: true, address: 'contact+%{key}@help.example' }
  desk = await intake({ config: { service_desk_email } })
  keyless = await intake({ incoming: 'support@desk.example' })
  own = { widget: desk.widget.address, gadget: desk.other.address }
  await desk.ask(
    `insert into service_desk_keys (project_id, slug, suffix) values (1, 'acme-widget', 'support')`,
  )
})
after(async () => {
  await desk[Symbol.asyncDispose]()
  await keyless[Symbol.asyncDispose]()
})

async function takeAll(at: Intake, headers: Record<string, string>, body?: string): Promise<Row[]> {
  const before = await at.rows()
  // Each from somebody else: brakes are not what is tried here.
  await at.take(letter({ From: `c${before.length}@customer.example`, ...headers }, body), fetched)
  return (await at.rows()).slice(before.length)
}

async function takeOne(at: Intake, headers: Record<string, string>, body?: string): Promise<Row> {
  const [row, ...more] = await takeAll(at, headers, body)
  assert.equal(more.length, 0, 'one mail, one project')
  return row ?? assert.fail('no row')
}

const elsewhere = 'support@acme.example'
/** What came of it: the ending, the project, and where its address stood. */
const short = (row: Row) => [row.ending, row.project_id, row.why.addressedBy ?? null]

const fields: Record<string, (address: string) => string> = {
  To: address => `Support <${address}>`,
  'Delivered-To': address => address,
  'X-Delivered-To': address => address,
  'Envelope-To': address => address,
  'X-Envelope-To': address => `<${address}>`,
  Received: address =>
    `from mx.acme.example (mx.acme.example [192.0.2.7])\n by mail.desk.example (Postfix) with ESMTPS id 4b2F1\n for <${address}>; Thu, 02 Oct 2025 10:00:01 +0000 (UTC)`,
  'X-Original-To': address => address,
  'X-Forwarded-To': address => address,
  Cc: address => `Jo <jo@customer.example>, "Acme, Support" <${address}>`,
  'Resent-To': address => address,
}

const kinds = () => ({
  generated: own.widget,
  'generated on service_desk_email': 'contact+acme-widget-1-issue-@help.example',
  legacy: 'incoming+acme/widget@desk.example',
  suffix: 'contact+acme-widget-support@help.example',
})

for (const [field, write] of Object.entries(fields)) {
  test(`an address of any kind that stands in ${field} alone leads to its project`, async () => {
    for (const [kind, address] of Object.entries(kinds())) {
      const row = await takeOne(desk, { To: elsewhere, [field]: write(address) })
      assert.deepEqual(short(row), ['ticket_opened', 1, field], kind)
      assert.deepEqual(row.recipients, [address], kind)
    }
  })
}

for (const [field, write] of Object.entries(fields)) {
  test(`a reply key in ${field} alone leads to its ticket, and one to unsubscribe ends the mails`, async () => {
    const from = `${field.toLowerCase()}@customer.example`
    const opened = await takeOne(desk, { From: from, To: own.widget })
    const issueId = opened.issue_id ?? assert.fail()
    const expiresAt = new Date(Date.now() + 86_400_000)
    const key = await transaction(desk.db, tx => createReplyKey(tx, { issueId, recipient: from, expiresAt }))
    for (const host of ['incoming+%@desk.example', 'contact+%@help.example']) {
      const address = host.replace('%', key)
      const body = host.startsWith('in') ? 'Any news?' : 'Still no news?'
      const answer = await takeOne(desk, { From: from, To: elsewhere, [field]: write(address) }, body)
      assert.deepEqual([answer.ending, answer.issue_id], ['note_added', issueId], address)
    }
    const end = `incoming+${key}-unsubscribe@desk.example`
    const row = await takeOne(desk, { From: from, To: elsewhere, [field]: write(end) })
    assert.equal(row.ending, 'unsubscribed')
  })
}

const spellings: Record<string, (address: string) => string> = {
  'in capitals': address => address.toUpperCase(),
  'without brackets, with a name in a comment': address => `${address} (Acme Support)`,
  'with comments inside the brackets': address => `Support <${address.replace('@', '(desk)@(host)')}>`,
  'with a name in encoded words': address => `=?utf-8?Q?Acme_S=C3=BCpport?= <${address}>`,
  'with a name that looks like another address': address => `"gadget@other.example" <${address}>`,
  'in a group': address => `Support: jo@customer.example, Desk <${address}>;`,
  'folded over lines': address => `"Acme\n Support"\n <${address}>`,
  'last of many': address =>
    `${Array.from({ length: 30 }, (_, index) => `c${index}@customer.example`).join(', ')}, ${address}`,
  'after one that is none': address => `undisclosed recipients, @, <>, ${address}`,
  'with an obsolete route': address => `<@relay.example:${address}>`,
}
for (const [how, spell] of Object.entries(spellings)) {
  test(`an address ${how} is read in To, in Delivered-To and in Cc`, async () => {
    for (const field of ['To', 'Delivered-To', 'Cc']) {
      const row = await takeOne(desk, { To: elsewhere, [field]: spell(own.widget) })
      assert.deepEqual(short(row), ['ticket_opened', 1, field], field)
    }
  })
}

test('an address that stands only in encoded words, in a name or in the body is no address', async () => {
  const words = `=?utf-8?B?${Buffer.from(own.widget).toString('base64')}?=`
  for (const To of [words, `"${own.widget}" <${elsewhere}>`, `(${own.widget}) ${elsewhere}`]) {
    const row = await takeOne(desk, { To })
    assert.deepEqual([row.reason, row.project_id], ['not_ours', null], To)
  }
})

test('of two fields the earlier one in the order counts, whatever stands in the later', async () => {
  const order = Object.keys(fields).filter(field => field !== 'To' && field !== 'Cc')
  for (const [index, earlier] of order.entries()) {
    for (const later of order.slice(index + 1)) {
      const row = await takeOne(desk, {
        To: elsewhere,
        [later]: fields[later]?.(own.gadget) ?? '',
        [earlier]: fields[earlier]?.(own.widget) ?? '',
      })
      assert.deepEqual(short(row), ['ticket_opened', 1, earlier], `${earlier} before ${later}`)
    }
  }
})

test('what servers wrote tells of one delivery: the topmost of several lines counts', async () => {
  const lines = [own.widget, elsewhere, own.gadget].map(address => `Delivered-To: ${address}`)
  const [row, ...more] = await desk.take(`${lines.join('\n')}\n${letter({ To: elsewhere })}`, fetched)
  assert.deepEqual([row && short(row), more.length], [['ticket_opened', 1, 'Delivered-To'], 0])
})

test('a key in a field that nobody can use does not stand in the way of a project in a later one', async () => {
  const unknown = `incoming+${'f'.repeat(32)}@desk.example`
  const row = await takeOne(desk, { To: unknown, 'Delivered-To': own.widget })
  assert.deepEqual(short(row), ['ticket_opened', 1, 'Delivered-To'])
})

test('To and Cc that name two projects make a ticket in each, and one project twice makes one', async () => {
  const rows = await takeAll(desk, { To: own.widget, Cc: own.gadget })
  assert.deepEqual(rows.map(row => [row.ending, row.project_id]).sort(), [
    ['ticket_opened', 1],
    ['ticket_opened', 2],
  ])
  const once = await takeOne(desk, { To: `${own.widget}, incoming+acme/widget@desk.example`, Cc: own.widget })
  assert.deepEqual([once.ending, once.project_id], ['ticket_opened', 1])
})

test('one mail delivered once for each of its recipients makes one ticket in each project', async () => {
  const mail = letter({ To: `${own.widget}, ${own.gadget}` })
  await desk.take(`Delivered-To: ${own.widget}\n${mail}`, fetched)
  const before = (await desk.rows()).length
  await desk.take(`Delivered-To: ${own.gadget}\n${mail}`, fetched)
  const copies = (await desk.rows()).slice(before)
  assert.deepEqual(
    copies.map(row => row.reason),
    ['duplicate', 'duplicate'],
  )
})

test('a blind copy is found by what the own server wrote', async () => {
  for (const To of ['undisclosed-recipients:;', '', 'Jo <jo@customer.example>'])
    assert.deepEqual(short(await takeOne(desk, { To, 'Delivered-To': own.widget })), [
      'ticket_opened',
      1,
      'Delivered-To',
    ])
})

test('a mail for the one mailbox that lies in the other is routed by its address', async () => {
  for (const [box, address] of [
    ['project_contact@help.example', own.widget],
    ['incoming@desk.example', 'contact+acme-widget-support@help.example'],
  ] as const) {
    const row = await takeOne(desk, { To: address, 'Delivered-To': box })
    assert.deepEqual(short(row), ['ticket_opened', 1, 'To'], address)
  }
})

test('what qmail writes before an address is passed over, in Delivered-To and as far as it leads somewhere', async () => {
  for (const address of [own.widget, 'contact+acme-widget-support@help.example'])
    for (const prefix of ['5-', 'desk.example-', 'a-box-of-us-']) {
      const row = await takeOne(desk, { To: elsewhere, 'Delivered-To': `${prefix}${address}` })
      assert.deepEqual(short(row), ['ticket_opened', 1, 'Delivered-To'], prefix)
    }
  const legacy = 'incoming+acme/widget@desk.example'
  for (const headers of [
    { 'X-Original-To': `5-${own.widget}` },
    { 'Delivered-To': `5-${legacy}` },
    { 'Delivered-To': `a-b-c-d-e-${own.widget}` },
  ])
    assert.equal((await takeOne(desk, { To: elsewhere, ...headers })).reason, 'not_ours')
})

test('an address longer than RFC 5321 asks for leads to its project too', async () => {
  const path = 'an-extraordinarily-long-name-for-a-project-of-ours'
  const [acme] = await desk.ask<{ id: number }>('select namespace_id as id from projects where id = 1')
  const namespaceId = Number(acme?.id)
  const { id } = await transaction(desk.db, tx => projects.create(tx, desk.root, { namespaceId, path }))
  for (const address of [
    `incoming+acme-${path}-${id}-issue-@desk.example`,
    `incoming+acme/${path}@desk.example`,
  ])
    for (const field of ['To', 'Delivered-To', 'Received'])
      assert.deepEqual(
        short(await takeOne(desk, { To: elsewhere, [field]: fields[field]?.(address) ?? '' })),
        ['ticket_opened', id, field],
        address,
      )
})

test('a mail in the mailbox that names no address of ours is kept, and nobody is told', async () => {
  for (const [To, reason] of [
    ['colleague@desk.example', 'not_ours'],
    [elsewhere, 'not_ours'],
    ['incoming@desk.example', 'no_such_address'],
    ['incoming+gone-9-issue-@desk.example', 'no_such_address'],
  ] as const) {
    const row = await takeOne(desk, { To })
    assert.deepEqual([row.ending, row.reason, row.project_id], ['held', reason, null], To)
  }
  const mails = await desk.ask(`select from outbox where kind = 'refusal'`)
  assert.equal(mails.length, 0, 'the sender may be forged: an answer would go to somebody else')
})

/** In a mailbox for replies only: what our mails write into References, and what comes back of it. */
const reference = (key: string) => `<root@customer.example> <reply-${key}@desk.example>`
const keylessTicket = async (from: string, expires: string) => {
  const [issue] = await keyless.ask<{ id: number }>(
    `insert into issues (project_id, iid, author_id, title, service_desk_reply_to)
     select 1, coalesce(max(iid), 0) + 1, $1, 'Old', $2 from issues where project_id = 1 returning id`,
    [keyless.root.id, from],
  )
  const issueId = Number(issue?.id)
  const expiresAt = new Date(Date.now() + (expires === 'past' ? -1000 : 86_400_000))
  const key = await transaction(keyless.db, tx => createReplyKey(tx, { issueId, recipient: from, expiresAt }))
  return { issueId, key }
}

test('a mailbox for replies finds the ticket by the key in References, or in In-Reply-To', async () => {
  const from = 'old@customer.example'
  const { issueId, key } = await keylessTicket(from, 'future')
  for (const headers of [
    { To: 'support@desk.example', References: reference(key) },
    { To: 'Support <SUPPORT@desk.example>', 'In-Reply-To': `<reply-${key.toUpperCase()}@desk.example>` },
    { To: elsewhere, 'Delivered-To': 'support@desk.example', References: reference(key) },
    { To: elsewhere, References: reference(key) },
  ]) {
    const row = await takeOne(keyless, { From: from, ...headers }, `Words with ${Object.keys(headers)}`)
    assert.deepEqual([row.ending, row.issue_id], ['note_added', issueId], JSON.stringify(headers))
  }
})

test('a mailbox for replies opens no ticket: not without a key, nor by one that is used up or unknown', async () => {
  const past = await keylessTicket('late@customer.example', 'past')
  const gone = await keylessTicket('gone@customer.example', 'future')
  await keyless.ask('delete from issues where id = $1', [gone.issueId])
  for (const [references, reason] of [
    ['', 'no_such_address'],
    [reference('e'.repeat(32)), 'no_such_address'],
    [reference(past.key), 'expired_key'],
    [reference(gone.key), 'ticket_deleted'],
  ] as const) {
    const row = await takeOne(keyless, { To: 'support@desk.example', References: references })
    assert.deepEqual([row.ending, row.reason], ['held', reason])
  }
})
