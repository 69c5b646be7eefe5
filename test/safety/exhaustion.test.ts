// Does every mail end in bounded time and memory, however it was made to exhaust who reads it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  automaticVerdict,
  messageIdsIn,
  parseMailboxes,
  parseMessage,
  parseReport,
  recipientsOf,
  replySubject,
  splitReply,
} from '#mail/message'
import { findReferences, plainText, renderCustomerText, renderMailHtml, renderReceivedHtml } from '#markdown'

/** Seconds of this process's own time, so that other work of the machine counts for nothing (CHECKLIST Z1). */
const seconds = 2
/** Bytes beyond what there was before; the mail itself and its decoded parts among them. */
const memory = 300 * 1024 * 1024

async function within<T>(what: string, work: () => Promise<T> | T): Promise<T> {
  const heap = process.memoryUsage.rss()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < seconds * 1e6, `${what}: ${(user + system) / 1e6} s`)
  assert.ok(process.memoryUsage.rss() - heap < memory, `${what}: memory`)
  return result
}

const head =
  'From: Jane <jane@customer.example>\r\nTo: help@desk.example\r\nSubject: Help\r\nMIME-Version: 1.0\r\n'
const bytes = (text: string) => Buffer.from(text, 'latin1')

/** Everything that is done with a mail before a database is asked, and when it is shown. */
async function whole(raw: Buffer) {
  const mail = await parseMessage(raw)
  recipientsOf(mail)
  automaticVerdict(mail, null)
  parseReport(mail)
  splitReply(mail.text, mail.html)
  renderCustomerText(mail.text)
  if (mail.html !== null) renderReceivedHtml(mail.html)
  return mail
}

const boundary = 'Content-Type: multipart/mixed; boundary=x\r\n\r\n'
const words = 'It does not print.'

test('ten thousand parts, and twenty thousand, are read up to the limit, and the words are there', async () => {
  for (const count of [9_000, 10_000, 20_000]) {
    const parts = '--x\r\nContent-Type: application/x-nothing\r\n\r\n\r\n'.repeat(count)
    const raw = bytes(`${head}${boundary}--x\r\n\r\n${words}\r\n${parts}--x--\r\n`)
    const mail = await within(`${count} parts`, () => whole(raw))
    assert.match(mail.text, /does not print/)
    const others = mail.defects.filter(defect => defect !== 'no Message-ID')
    assert.equal(others.length > 0, count > 9_999, `${count}: ${others}`)
  }
})

test('multiparts in each other, to a depth of ten thousand, lose nothing that can be shown and break nothing', async () => {
  for (const depth of [40, 1_000, 10_000]) {
    const open = Array.from(
      { length: depth },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    ).join('')
    const mail = await within(`depth ${depth}`, () => whole(bytes(`${head}${open}\r\n${words}\r\n`)))
    if (depth === 40) assert.match(mail.text, /does not print/)
    else assert.ok(mail.defects.length > 0)
  }
})

test('forwarded mails in each other are one file, and are not opened', async () => {
  const open = 'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000)
  const mail = await within('messages', () => whole(bytes(`${head}${open}${head}\r\n${words}`)))
  assert.ok(mail.attachments.length <= 1)
})

test('a hundred thousand recipients are read up to the limit', async () => {
  const many = Array.from({ length: 100_000 }, (_, at) => `a${at}@many.example`)
  for (const list of [many.join(',\r\n '), many.join(', '), `group: ${many.join(',')};`]) {
    const raw = bytes(`From: jane@customer.example\r\nTo: ${list}\r\nCc: ${list}\r\n\r\n${words}`)
    const mail = await within('recipients', () => whole(raw))
    assert.ok(mail.to.length <= 500 && mail.cc.length <= 500)
    assert.match(mail.text, /does not print/)
  }
})

test('headers of megabytes, of one field or of very many, hide neither the words nor the sender', async () => {
  for (const [what, field] of [
    ['one field of 5 MB', `X-Long: ${'a'.repeat(5_000_000)}\r\n`],
    ['a subject of 5 MB', `Subject: ${'a '.repeat(2_500_000)}\r\n`],
    ['a folded field of 2 MB', `X-Folded: a\r\n${' b\r\n'.repeat(500_000)}`],
    ['300,000 fields', 'X-A: b\r\n'.repeat(300_000)],
    ['100,000 encoded words', `Subject: ${'=?utf-8?q?a?= '.repeat(100_000)}\r\n`],
    ['references without end', `References: ${'<a@b.example> '.repeat(200_000)}\r\n`],
    ['comments in each other', `To: ${'('.repeat(500_000)}a@b.example\r\n`],
    ['brackets', `Reply-To: ${'<'.repeat(500_000)}\r\n`],
    ['quotes', `Cc: ${'"\\'.repeat(300_000)}\r\n`],
    ['colons', `Cc: ${'a'.repeat(250_000)}@${':'.repeat(250_000)}\r\n`],
    ['colons of nobody', `Cc: ${'a'.repeat(250_000)}${':'.repeat(250_000)}\r\n`],
    ['angles', `To: ${'<a@b.example>'.repeat(40_000)}\r\n`],
    ['commas', `To: ${'a,'.repeat(200_000)}\r\n`],
  ] as const) {
    const mail = await within(what, () => whole(bytes(`From: jane@customer.example\r\n${field}\r\n${words}`)))
    assert.equal(mail.author?.address, 'jane@customer.example', what)
    assert.ok(mail.subject.length <= 10_000, what)
  }
})

test('a name in twenty thousand segments, and parameters without end, take no time', async () => {
  const segments = Array.from({ length: 20_000 }, (_, at) => `; name*${at}*=%61`).join('')
  for (const type of [`application/x-a${segments}`, `application/x-a${'; a="b\\"'.repeat(50_000)}`]) {
    const raw = bytes(
      `${head}${boundary}--x\r\n\r\n${words}\r\n--x\r\nContent-Type: ${type}\r\n\r\nz\r\n--x--`,
    )
    const mail = await within('parameters', () => whole(raw))
    assert.equal(mail.attachments.length, 1)
    assert.ok((mail.attachments[0]?.filename.length ?? 0) <= 200)
  }
})

test('archives are kept as they came and never unpacked: a gzip of 200 MB weighs what it weighs', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
  const part = `Content-Type: application/gzip; name=a.gz\r\nContent-Encoding: gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n`
  const raw = bytes(
    `${head}${boundary}--x\r\n\r\n${words}\r\n--x\r\n${part}${bomb.toString('base64')}\r\n--x--`,
  )
  const mail = await within('gzip', () => whole(raw))
  assert.equal(mail.attachments[0]?.content.byteLength, bomb.length)
})

test('a text that is packed into itself in winmail.dat is not unpacked beyond what it may weigh', async () => {
  // TNEF with a compressed RTF (MS-OXRTFCP) that claims 4 GB and refers to itself.
  const rtf = Buffer.concat([Buffer.alloc(16), Buffer.alloc(100_000, 0xff)])
  rtf.writeUInt32LE(rtf.length - 4, 0)
  rtf.writeUInt32LE(0xfffffff0, 4)
  rtf.write('LZFu', 8, 'latin1')
  const property = Buffer.alloc(16 + ((rtf.length + 3) & ~3))
  property.writeUInt32LE(1, 0)
  property.writeUInt32LE(0x10090102, 4)
  property.writeUInt32LE(1, 8)
  property.writeUInt32LE(rtf.length, 12)
  rtf.copy(property, 16)
  const attribute = Buffer.alloc(9)
  attribute.writeUInt8(1, 0)
  attribute.writeUInt32LE(0x00069003, 1)
  attribute.writeUInt32LE(property.length, 5)
  const tnef = Buffer.concat([bytes('\x78\x9f\x3e\x22\x01\0'), attribute, property, Buffer.alloc(2)])
  const part = `Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n`
  const raw = bytes(`${head}${boundary}--x\r\n${part}${tnef.toString('base64')}\r\n--x--`)
  const mail = await within('winmail.dat', () => whole(raw))
  assert.ok(mail.text.length <= 1024 * 1024)
})

test('HTML, quotes and lists in each other without end are read and shown', async () => {
  for (const [what, type, body] of [
    ['tables', 'html', `${'<table><tr><td>'.repeat(50_000)}${words}`],
    ['unclosed tags', 'html', `${'<b><i><a href=x>'.repeat(50_000)}${words}`],
    ['lists', 'html', `${'<ul><li>'.repeat(50_000)}${words}`],
    ['quotes', 'html', `${'<blockquote>'.repeat(50_000)}${words}`],
    ['attributes', 'html', `<p ${'a=b '.repeat(200_000)}>${words}`],
    ['entities', 'html', `${'&amp;'.repeat(200_000)} ${words}`],
    ['comments', 'html', `${'<!--'.repeat(100_000)}-->${words}`],
    ['marks of quotes', 'plain', `${words}\r\n${'>'.repeat(100_000)} a`],
    ['lines of quotes', 'plain', `${words}\r\n${'> a\r\n'.repeat(100_000)}`],
    [
      'lists of text',
      'plain',
      `${words}\r\n${Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at)}- a`).join('\r\n')}`,
    ],
  ] as const) {
    const raw = bytes(`${head}Content-Type: text/${type}\r\n\r\n${body}`)
    const mail = await within(what, () => whole(raw))
    if (what !== 'attributes' && what !== 'comments') assert.match(mail.text, /does not print/, what)
  }
})

const hostile = [
  ...[
    '@',
    '<',
    '>',
    '-',
    ' ',
    '\t',
    '[',
    ']',
    '(',
    '*',
    '_',
    '`',
    '|',
    ':',
    '"',
    '&',
    '#',
    '!',
    '~',
    '%',
    '\\',
  ],
  ...[
    'http://a.',
    '![',
    '[a](',
    '> ',
    '- ',
    '\n',
    '\n\n',
    'a@',
    '@a.',
    '<a ',
    '<!--',
    '|-',
    '=?',
    '&#',
    'From: ',
    '-- \n',
  ],
  ...['On a wrote:\n', '\n> ', '1. ', '**a', '[a]: b\n', '<a@b.', 'http://a/?', 'www.', 'a '],
]

test('a megabyte of one thing after the other stops no expression that reads texts', async () => {
  for (const piece of hostile) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    const name = JSON.stringify(piece)
    await within(`parse ${name}`, () => parseMessage(bytes(`${head}\r\n${text}`)))
    await within(`split ${name}`, () => splitReply(text))
    await within(`show ${name}`, () => renderCustomerText(text))
    await within(`mail ${name}`, () => renderMailHtml(text, { baseUrl: 'https://desk.example' }))
    await within(`plain ${name}`, () => plainText(text))
    await within(`references ${name}`, () => findReferences(text))
    await within(`received ${name}`, () => renderReceivedHtml(text))
    await within(`mailboxes ${name}`, () => parseMailboxes(text))
    await within(`ids ${name}`, () => messageIdsIn(text))
    await within(`subject ${name}`, () => replySubject(text, 1))
  }
})
