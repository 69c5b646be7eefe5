// Are the files and words of a winmail.dat there as if Outlook had sent a proper mail?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMessage } from './parse.ts'
import { readTnef, wordsAsFiles } from './tnef.ts'

const uint = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const filled = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
const utf16 = (text: string) => Buffer.from(`${text}\0`, 'utf16le')

/** An attribute: level, id, length, data, checksum (MS-OXTNEF 2.1.3). */
const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), uint(id), uint(data.length), data, Buffer.alloc(2)])

/** A block of properties: type, id, then count, length and value. */
const properties = (...rows: [type: number, id: number, value: Buffer][]) =>
  Buffer.concat([
    uint(rows.length),
    ...rows.flatMap(([type, id, value]) => [
      uint(type | (id << 16)),
      uint(1),
      uint(value.length),
      filled(value),
    ]),
  ])

const winmail = (...attributes: Buffer[]) => Buffer.concat([uint(0x223e9f78), Buffer.alloc(2), ...attributes])

const file = (title: string, data: Buffer, more: Buffer = Buffer.alloc(4)) => [
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from(`${title}\0`, 'latin1')),
  attribute(2, 0x0006800f, data),
  attribute(2, 0x00069005, more),
]

const mailWith = (tnef: Buffer, text: string) =>
  [
    'From: Ann <ann@customer.example>',
    'Subject: Offer',
    'Message-ID: <tnef@customer.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    text,
    '--b',
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="winmail.dat"',
    '',
    tnef.toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--b--',
    '',
  ].join('\r\n')

const read = (tnef: Buffer, text = 'See the offer.') => parseMessage(Buffer.from(mailWith(tnef, text)))

test('the files stand beside the text, with their long names, whole', async () => {
  const named = properties(
    [0x1f, 0x3707, utf16('Angebot für Zoë.pdf')],
    [0x1e, 0x370e, Buffer.from('application/pdf\0')],
  )
  const mail = await read(
    winmail(...file('ANGEBO~1.PDF', Buffer.from('%PDF-1'), named), ...file('notes.txt', Buffer.from('Hi'))),
  )
  assert.equal(mail.text.trim(), 'See the offer.')
  assert.deepEqual(
    mail.attachments.map(({ filename, contentType, content }) => [
      filename,
      contentType,
      Buffer.from(content).toString(),
    ]),
    [
      ['Angebot für Zoë.pdf', 'application/pdf', '%PDF-1'],
      ['notes.txt', 'application/octet-stream', 'Hi'],
    ],
  )
})

test('a mail without words of its own says what its winmail.dat says, HTML first, with its pictures in place', async () => {
  const picture = properties([0x1f, 0x3712, utf16('logo@1')], [0x1f, 0x370e, utf16('image/png')])
  const html = Buffer.from('<p>Hello <b>Ann</b></p><img src="cid:logo@1">')
  const words = attribute(
    1,
    0x00069003,
    properties([0x102, 0x1013, html], [0x1f, 0x1000, utf16('Hello Ann')]),
  )
  const mail = await read(winmail(words, ...file('logo.png', Buffer.from('PNG'), picture)), '')
  assert.match(mail.text, /^Hello \*\*Ann\*\*/)
  assert.match(mail.text, /cid:logo@1/)
  assert.deepEqual(
    mail.attachments.map(({ contentId, disposition }) => [contentId, disposition]),
    [['logo@1', 'inline']],
  )
  const plain = await read(
    winmail(attribute(1, 0x00069003, properties([0x1f, 0x1000, utf16('Only\r\nplain')]))),
    '',
  )
  assert.equal(plain.text, 'Only\nplain')
})

test('rich text alone is kept as a file', async () => {
  const rtf = Buffer.from('{\\rtf1 Hello}')
  const packed = Buffer.concat([uint(rtf.length + 12), uint(rtf.length), uint(0x414c454d), uint(0), rtf])
  const mail = await read(winmail(attribute(1, 0x00069003, properties([0x102, 0x1009, packed]))), '')
  assert.deepEqual(
    mail.attachments.map(({ filename, content }) => [filename, Buffer.from(content).toString()]),
    [['body.rtf', '{\\rtf1 Hello}']],
  )
})

test('a message in it gives its files and its words as files', () => {
  const inner = winmail(
    attribute(1, 0x00069003, properties([0x1f, 0x1000, utf16('Inner words')])),
    ...file('inner.txt', Buffer.from('x')),
  )
  const object = properties([0x0d, 0x3701, Buffer.concat([Buffer.alloc(16), inner])])
  const outer = winmail(attribute(2, 0x00069002, Buffer.alloc(14)), attribute(2, 0x00069005, object))
  assert.deepEqual(
    readTnef(outer)?.files.map(({ name }) => name),
    ['inner.txt', 'message.txt'],
  )
})

test('what is damaged, cut or lies about its length stays a file as it came, or gives what can be read', async () => {
  const good = winmail(...file('a.txt', Buffer.from('first')), ...file('b.txt', Buffer.from('second')))
  for (let length = 0; length <= good.length; length++) readTnef(good.subarray(0, length))
  const cut = await read(good.subarray(0, good.length - 20))
  assert.equal(cut.attachments[0]?.filename, 'a.txt')
  const nothing = await read(winmail(Buffer.from([1, 2, 3])))
  assert.deepEqual(
    nothing.attachments.map(({ filename }) => filename),
    ['winmail.dat'],
  )
  const liar = await read(
    winmail(attribute(2, 0x00069005, Buffer.concat([uint(0xffffffff), uint(0x1f), uint(0xffffffff)]))),
  )
  assert.deepEqual(
    liar.attachments.map(({ filename }) => filename),
    ['winmail.dat'],
  )
})

test('messages packed into each other without end come to an end', () => {
  let inner = winmail(...file('deep.txt', Buffer.from('x')))
  for (let depth = 0; depth < 80; depth++) {
    const object = properties([0x0d, 0x3701, Buffer.concat([Buffer.alloc(16), inner])])
    inner = winmail(attribute(2, 0x00069002, Buffer.alloc(14)), attribute(2, 0x00069005, object))
  }
  assert.deepEqual(
    readTnef(inner)?.files.map(({ name }) => name),
    [''],
  )
})

const corpus = join(import.meta.dirname, '../../../../shared/mail/tnef')
/** Names that the reference has and nobody can open: OLE objects without any data. */
const empty = new Map([['christmas', 2]])

test('of real ones every file is found', { skip: !existsSync(corpus) }, () => {
  for (const list of readdirSync(corpus).filter(name => name.endsWith('.list'))) {
    const name = list.replace('.list', '')
    const tnef = readTnef(readFileSync(join(corpus, `${name}.tnef`)))
    const found = tnef === null ? [] : [...tnef.files, ...wordsAsFiles(tnef)].map(entry => entry.name)
    const missing = readFileSync(join(corpus, list), 'utf8')
      .split('\n')
      .filter(Boolean)
      .filter(wanted => {
        const at = found.indexOf(wanted)
        if (at !== -1) found.splice(at, 1)
        return at === -1
      })
    assert.equal(missing.length, empty.get(name) ?? 0, `${name}: ${missing.join(', ')}`)
  }
})
