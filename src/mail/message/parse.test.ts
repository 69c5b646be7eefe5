// Is each situation of testdata/mail/message read as a person would read it?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { limits } from './limits.ts'
import { type Message, ParseFailure, parseMessage } from './parse.ts'

const folder = join(import.meta.dirname, '../../../testdata/mail/message')
const read = (name: string): Promise<Message> => parseMessage(readFileSync(join(folder, `${name}.eml`)))
const written = (text: string): Promise<Message> => parseMessage(Buffer.from(text))

test('a plain first mail is read whole, signature and all', async () => {
  const mail = await read('plain-first-mail')
  assert.equal(mail.text, 'Hello,\n\nthe printer is on fire – please help.\n\n-- \nJane')
  assert.deepEqual(mail.from, { name: 'Jane Roe', address: 'jane@customer.example' })
  assert.deepEqual(mail.to, [{ name: 'Help', address: 'help@desk.example' }])
  assert.equal(mail.subject, 'Printer on fire')
  assert.equal(mail.messageId, 'first.1@customer.example')
  assert.equal(mail.date?.toISOString(), '2026-01-06T09:00:00.000Z')
  assert.equal(mail.html, null)
  assert.deepEqual(mail.defects, [])
  assert.match(mail.digest, /^[0-9a-f]{64}$/)
})

test('a wrong, missing or unknown charset still gives readable text', async () => {
  assert.equal((await read('no-mime-headers-latin1')).text, 'Grüße aus Köln')
  assert.equal((await read('charset-label-lies-utf8')).text, 'Grüße – 20 €')
  assert.equal((await read('charset-unknown-windows-1252')).text, '“Q” €5')
  assert.deepEqual((await read('charset-unknown-windows-1252')).defects, ['unknown charset x-unknown'])
  assert.equal((await read('utf-7-body')).text, 'Hi Mom ☺!')
})

test('ISO-2022-JP is read in body, subject and name', async () => {
  const mail = await read('japanese-iso-2022-jp')
  assert.deepEqual([mail.text, mail.subject, mail.from?.name], ['こんにちは', '問い合わせ', '山田'])
  assert.equal(mail.from?.address, 'yamada@customer.example')
})

test('a line break hidden in an encoded subject stays one line', async () => {
  assert.equal((await read('encoded-subject-with-line-break')).subject, 'Order Bcc: evil@x.example€')
})

test('format=flowed paragraphs are unwrapped, quotes keep their level', async () => {
  assert.equal(
    (await read('flowed-reply')).text,
    'This paragraph was wrapped in the middle.\n> quoted and wrapped too\n-- not a signature\n-- \nJane',
  )
})

test('an empty plain part gives way to the HTML, as Markdown without what is hidden', async () => {
  const mail = await read('alternative-with-empty-plain-part')
  assert.equal(mail.madeFrom, 'html')
  assert.equal(mail.text, 'The **printer** burns.\n\n- red\n- hot\n\nSee [this](https://x.example/a)')
  assert.match(mail.html ?? '', /<style>/)
})

test('an inline picture stays at its place and is listed', async () => {
  const mail = await read('related-with-inline-picture')
  assert.equal(mail.text, 'Look:\n\n![fire](cid:pic@1)\n\nBye')
  const [file] = mail.attachments
  assert.deepEqual(
    [file?.filename, file?.contentType, file?.contentId, file?.disposition, file?.size],
    ['fire.png', 'image/png', 'pic@1', 'inline', 8],
  )
})

test('a forwarded mail is a file; its words and headers are not the author’s', async () => {
  const mail = await read('forwarded-as-attachment')
  assert.equal(mail.text, 'See the mail attached.')
  assert.equal(mail.headers.has('Auto-Submitted'), false)
  assert.deepEqual(
    mail.attachments.map(file => [file.filename, file.contentType]),
    [['Inner subject.eml', 'message/rfc822']],
  )
})

test('hostile, encoded and missing file names become safe ones', async () => {
  const names = (await read('attachments-with-hostile-names')).attachments.map(file => file.filename)
  assert.deepEqual(names, [
    'passwd.pdf',
    'photogpj.exe',
    'a very long name.doc',
    'htaccess',
    'image-5.jpg',
    'Grüße.csv',
  ])
})

test('two From headers leave the author ambiguous', async () => {
  const mail = await read('two-from-headers')
  assert.equal(mail.ambiguousAuthor, true)
  assert.equal(mail.from?.address, 'jane@customer.example')
  assert.ok(mail.defects.includes('several From fields'))
})

test('no address is made of encoded words, groups are flattened, Sender and Reply-To stand in', async () => {
  const mail = await read('group-recipients-and-impossible-senders')
  assert.equal(mail.from, null)
  assert.deepEqual(mail.author, { name: 'Doe, Jane', address: 'jane@customer.example' })
  assert.equal(mail.answerTo?.address, 'office@customer.example')
  assert.deepEqual(
    mail.to.map(to => to.address),
    ['a@x.example', 'b@y.example'],
  )
  assert.deepEqual(mail.cc, [
    { name: 'Carl', address: 'c@z.example' },
    { name: '', address: 'd@z.example' },
  ])
})

test('without Message-ID the content names the mail, whatever way it came', async () => {
  const one = await read('no-message-id')
  const other = await read('no-message-id-other-path')
  assert.equal(one.syntheticMessageId, true)
  assert.match(one.messageId, /^[0-9a-f]{64}@synthetic\.deskbell\.invalid$/)
  assert.equal(one.messageId, other.messageId)
  assert.equal(one.contentDigest, other.contentDigest)
  assert.notEqual(one.digest, other.digest)
})

test('broken multiparts lose no text', async () => {
  assert.equal((await read('missing-final-boundary')).text, 'First.\n\nSecond')
  const guessed = await read('multipart-without-boundary-parameter')
  assert.equal(guessed.text, 'Found.')
  assert.equal(guessed.attachments.length, 1)
  assert.equal((await read('old-mac-line-ends')).text, 'Line one\nLine two')
})

test('NUL and lone surrogates never reach the text', async () => {
  const mail = await written('From: a@b.example\nSubject: x\0y =?utf-16?B?2AA=?=\n\nbo\0dy')
  assert.equal(mail.text, 'body')
  assert.ok(mail.subject.isWellFormed() && !mail.subject.includes('\0'))
})

test('uuencoded, mislabelled and damaged transfer encodings are read', async () => {
  const body = async (encoding: string, text: string) =>
    (await written(`Content-Transfer-Encoding: ${encoding}\n\n${text}`)).text
  assert.equal(await body('base64', 'SGVsbG8\n=SGVsbG8='), 'HelloHello')
  assert.equal(
    await body('BASE64', 'This is, in truth, no Base64 at all.'),
    'This is, in truth, no Base64 at all.',
  )
  assert.equal(await body('quoted-printable', '50=2\n=e2=82=ac soft=  \nend='), '50=2\n€ softend')
  assert.equal(await body('x-uuencode', 'begin 644 a.txt\n#0V%T\n`\nend'), 'Cat')
})

test('an empty mail is a ParseFailure, and so is one over the limit', async () => {
  for (const raw of ['', '\r\n\r\n', ' '])
    await assert.rejects(
      written(raw),
      (error: unknown) => error instanceof ParseFailure && error.reason === 'empty',
    )
  await assert.rejects(
    parseMessage(Buffer.alloc(limits.messageBytes + 1)),
    (error: unknown) => error instanceof ParseFailure && error.reason === 'too-large',
  )
})

test('at each limit a mail is read, past it what fits is read and the defect is named', async () => {
  const parts = (count: number) =>
    `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(count)}--b--`
  assert.deepEqual(
    (await written(parts(limits.parts - 1))).defects.filter(d => /parts/.test(d)),
    [],
  )
  assert.ok((await written(parts(limits.parts))).defects.includes('more parts than are read'))
  const nested = (depth: number) =>
    Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
    ).join('')
  assert.equal((await written(`${nested(limits.depth)}\nfound`)).text, 'found')
  assert.ok(
    (await written(`${nested(limits.depth + 1)}\nx`)).defects.includes('parts nested deeper than is read'),
  )
  const to = (count: number) => `From: a@b.example\nTo: ${'a@b.example,'.repeat(count)}\n\nx`
  assert.equal((await written(to(limits.recipients + 1))).to.length, limits.recipients)
  const long = await written(`Subject: s\nX: ${'x'.repeat(limits.headerBytes + 1)}\nTo: a@b.example\n\nbody`)
  assert.ok(long.defects.includes('header over the limit'))
  assert.deepEqual([long.subject, long.text], ['s', 'body'])
  assert.equal((await written(`\n\n${'x'.repeat(limits.textLength + 9)}`)).text.length, limits.textLength)
  const references = `References: ${Array.from({ length: 300 }, (_, i) => `<${i}@x>`).join(' ')}\n\nx`
  const ids = (await written(references)).references
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [limits.references, '0@x', '299@x'])
})

test('a hundred and more attachments are all listed', async () => {
  const file = '--b\nContent-Type: image/png\n\nx\n'
  const mail = await written(`Content-Type: multipart/mixed; boundary=b\n\n${file.repeat(150)}--b--`)
  assert.equal(mail.attachments.length, 150)
  assert.equal(new Set(mail.attachments.map(({ filename }) => filename)).size, 150)
})
