// What holds for every text, name and address, and not only for those that somebody thought of?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import {
  composeMessage,
  isAddress,
  messageIdsIn,
  normalizeAddress,
  type OutgoingMail,
  parseMailboxes,
  parseMessage,
  replySubject,
} from '#mail/message'
import { plainText, renderCustomerText, renderMailHtml, renderReceivedHtml } from '#markdown'
import { mailAddresses, replyAddress, resolveAddress } from '#projects'
import { harmIn } from '../support/harmless.ts'
import { intake, letter } from '../support/intake.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20_251_005)
const numRuns = Number(process.env.FUZZ_RUNS ?? 500)
const options = { seed, numRuns }

/** Words with what breaks headers, names and texts more often than chance would bring it. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        ...[
          '\r\n',
          '\n',
          '\0',
          '\u2028',
          '\u202e',
          '\u200b',
          '"',
          '\\',
          '<',
          '>',
          ',',
          ';',
          ':',
          '@',
          '(',
          ')',
        ],
        ...[
          '\r\nBcc: evil@evil.example\r\n',
          '=?utf-8?q?=0d=0abcc:x?=',
          '\r\n.\r\n',
          'Re: ',
          '%{ISSUE_ID}',
          '$&',
        ],
      ),
    ),
    { maxLength: 8 },
  )
  .map(parts => parts.join(''))

const atom = fc.stringMatching(/^[a-zA-Z0-9!#$&'*+/=?^_{|}~-]{1,20}$/)
const domain = fc.stringMatching(/^(?:[a-z0-9]{1,10}\.){1,2}[a-z]{2,6}$/)
const address = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 3 }), domain)
  .map(([local, host]) => `${local.join('.')}@${host}`)

const plain: OutgoingMail = {
  from: { name: 'Desk', address: 'help@desk.example' },
  to: { name: 'Jane', address: 'jane@customer.example' },
  replyTo: null,
  subject: 'Re: Printer (#1)',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: 'ours.1@desk.example',
  inReplyTo: null,
  references: [],
  headers: {},
  attachments: [],
  autoSubmitted: null,
  nullReturnPath: false,
  listId: null,
  listUnsubscribe: null,
}
const transport = createTransport({ streamTransport: true, buffer: true })

test('an address with a name that is written into a header is read back as it was', async () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(name, address, async (given, to) => {
      const { message } = await transport.sendMail(
        composeMessage({ ...plain, to: { name: given, address: to } }),
      )
      const [read, ...others] = (await parseMessage(message as Buffer)).to
      assert.deepEqual(others, [])
      assert.equal(normalizeAddress(read?.address ?? ''), normalizeAddress(to))
    }),
    options,
  )
})

test('whatever stands in names, subjects, ids and file names, a mail has one recipient, its own headers and its own end', async () => {
  const fields = [...'from to reply-to subject message-id date mime-version content-type'.split(' ')]
  const known = new Set([...fields, 'in-reply-to', 'references', 'x-auto-response-suppress', 'x-a'])
  await fc.assert(
    fc.asyncProperty(words, words, words, words, async (name, subject, id, filename) => {
      const mail: OutgoingMail = {
        ...plain,
        from: { name, address: plain.from.address },
        to: { name: filename, address: plain.to.address },
        subject,
        inReplyTo: id,
        references: [id, 'ok@x.example'],
        headers: { 'X-A': subject },
        attachments: [{ filename, contentType: 'text/plain', content: Buffer.from('x') }],
      }
      const { message, envelope } = await transport.sendMail(composeMessage(mail))
      assert.deepEqual(envelope.to, [plain.to.address])
      const raw = String(message)
      assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/, 'a line ends with CRLF')
      const read = await parseMessage(message as Buffer)
      for (const field of read.headers.names()) assert.ok(known.has(field), field)
      assert.deepEqual(
        [...read.to, ...read.cc].map(one => one.address),
        [plain.to.address],
      )
      assert.equal(read.attachments.length, 1)
    }),
    options,
  )
})

test('to read, to normalise and to answer a second time changes nothing', () => {
  fc.assert(
    fc.property(words, address, (text, given) => {
      assert.equal(normalizeAddress(normalizeAddress(text)), normalizeAddress(text))
      assert.ok(isAddress(given) && isAddress(normalizeAddress(given)))
      for (const mailbox of parseMailboxes(text)) {
        assert.ok(isAddress(mailbox.address))
        assert.equal(parseMailboxes(`<${mailbox.address}>`)[0]?.address, mailbox.address)
      }
      const ids = messageIdsIn(text)
      assert.deepEqual(messageIdsIn(ids.map(id => `<${id}>`).join(' ')), ids)
      const subject = replySubject(text, 7)
      assert.equal(replySubject(subject, 7), subject)
    }),
    options,
  )
})

test('a reply address leads to its key, and no other text does', async () => {
  const addresses = mailAddresses({
    incoming_email: { enabled: true, address: 'incoming+%{key}@desk.example' },
  })
  const none = {} as never
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[0-9a-f]{32}$/), fc.boolean(), async (key, upper) => {
      const to = replyAddress(addresses, key) ?? ''
      const found = await resolveAddress(none, addresses, upper ? to.toUpperCase() : to)
      assert.deepEqual(found, { kind: 'reply', key })
    }),
    options,
  )
})

const tag = fc.constantFrom(
  ...[
    '<svg>',
    '</svg>',
    '<math>',
    '<mtext>',
    '<mglyph>',
    '<style>',
    '</style>',
    '<noscript>',
    '<template>',
    '<table>',
  ],
  ...[
    '<tr>',
    '<td>',
    '<form id=a>',
    '<p title="',
    '"',
    "'",
    '>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<title>',
    '<xmp>',
  ],
  ...[
    '<img src=x onerror=alert(1)>',
    '<a href="java\tscript:alert(1)" id=x name=y class=z data-a=b>',
    '</title>',
  ],
  ...[
    '<desc>',
    '<foreignObject>',
    '<annotation-xml encoding="text/html">',
    '<iframe srcdoc="',
    '&lt;',
    '&#60;script&#62;',
  ],
  ...[
    '<p style="background:url(//x)">',
    '<base href=//x>',
    '<plaintext>',
    '<select><option>',
    '<textarea>',
    '\0',
  ],
)
const markup = fc.array(fc.oneof(tag, words), { maxLength: 14 }).map(parts => parts.join(''))

test('cleaned HTML stays as it is when it is cleaned again, and holds nothing that runs, loads or has a name', () => {
  fc.assert(
    fc.property(markup, html => {
      const once = renderReceivedHtml(html).html
      assert.deepEqual(harmIn(once), [])
      assert.equal(renderReceivedHtml(once).html, once)
    }),
    options,
  )
})

test('a text is harmless on the page, in a mail and as plain text, whatever stands in it', () => {
  const marks = fc.constantFrom(
    ...[
      '[x](javascript:alert(1))',
      '![x](https://spy.example/a)',
      '`',
      '```',
      '> ',
      '| a |\n|-|\n',
      '<',
      '[a]: data:x\n',
    ],
    ...[
      'https://a.example/?"onmouseover="x',
      '[x]: //a.example\n',
      '[x]',
      '@all',
      '#1',
      '<details>',
      '$$',
      '\n',
      '**',
    ],
  )
  const text = fc.array(fc.oneof(marks, tag, words), { maxLength: 14 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(text, source => {
      assert.deepEqual(harmIn(renderCustomerText(source)), [])
      assert.deepEqual(harmIn(renderMailHtml(source, { baseUrl: 'https://desk.example' })), [])
      assert.equal(typeof plainText(source), 'string')
    }),
    options,
  )
})

test('however many work on one mail, and however often it comes, it has one ending and one ticket', async () => {
  await using desk = await intake()
  const plan = fc.array(fc.constantFrom('again', 'work'), { minLength: 2, maxLength: 6 })
  for (const [number, steps] of fc.sample(plan, { seed, numRuns: 6 }).entries()) {
    // The brake against the same words reads over numbers.
    const body = `The ${'very '.repeat(number)}old printer is broken.`
    const raw = letter({ 'Message-ID': `<property-${number}@customer.example>` }, body)
    await Promise.all([
      desk.take(raw),
      ...steps.map(step => (step === 'work' ? desk.work() : desk.take(raw))),
    ])
    await desk.work()
  }
  const rows = await desk.rows()
  assert.ok(rows.every(({ ending }) => ending !== null))
  const opened = rows.filter(({ ending }) => ending === 'ticket_opened')
  assert.equal(new Set(opened.map(row => row.issue_id)).size, 6)
  const [{ count } = { count: 0 }] = await desk.ask<{ count: number }>(
    'select count(*)::int as count from issues',
  )
  assert.equal(count, 6)
})
