// Is a mail read as its sender meant it, however it was packed (CHECKLIST D6–D20)?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, parseMessage } from './parse.ts'

const read = (...lines: string[]): Promise<Message> =>
  parseMessage(
    Buffer.from(
      ['From: jane@customer.example', 'Message-ID: <1@customer.example>', ...lines].join('\n'),
      'latin1',
    ),
  )
const files = (mail: Message) => mail.attachments.map(({ filename }) => filename)
const bytesOf = (mail: Message, at = 0) => Buffer.from(mail.attachments[at]?.content ?? []).toString('latin1')

test('a file written as uuencode into the text becomes a file, a sentence that begins so stays', async () => {
  const mail = await read(
    '',
    'Here it is:',
    '',
    'begin 644 a.txt',
    '#0V%T',
    '`',
    'end',
    '',
    'begin 644 b.txt',
    '#0V%T',
    'end',
    'Bye',
  )
  assert.deepEqual(
    [mail.text.replace(/\n+/g, ' '), files(mail), bytesOf(mail)],
    ['Here it is: Bye', ['a.txt', 'b.txt'], 'Cat'],
  )
  for (const text of ['begin 644 days ago\nwe bought it.\nend', 'begin 644 cut.txt\n#0V%T'])
    assert.equal((await read('', text)).text, text)
})

test('a file written as yEnc into the text becomes a file', async () => {
  const data = [...Buffer.from('Cat\x13\xd6', 'latin1')].map(code => (code + 42) & 255)
  const line = data.map(code =>
    code === 0 || code === 61 ? `=${String.fromCharCode(code + 64)}` : String.fromCharCode(code),
  )
  const mail = await read(
    '',
    'Look:',
    '=ybegin line=128 size=5 name=my cat.bin',
    line.join(''),
    '=yend size=5',
    'Bye',
  )
  assert.deepEqual([mail.text, files(mail), bytesOf(mail)], ['Look:\nBye', ['my cat.bin'], 'Cat\x13\xd6'])
  assert.equal((await read('', '=ybegin line=1 name=x', 'no end')).attachments.length, 0)
})

test('starts of files without an end are passed by in linear time', async () => {
  const mail = await read(
    '',
    ...Array.from({ length: 50_000 }, () => '=ybegin line=128 name=x\nbegin 644 x\n#0V%T'),
  )
  assert.deepEqual(files(mail), [])
})

test('names of transfer encodings that nobody registered leave the bytes as they are', async () => {
  for (const name of ['8bits', '7-bit', 'plain', '', 'binary', 'x-nothing'])
    assert.equal(
      (await read(`Content-Transfer-Encoding: ${name}`, '', 'Gr\xfc\xdfe =20')).text,
      'Grüße =20',
      name,
    )
})

test('format=flowed with DelSp joins words, unstuffs, and keeps quotes and the signature apart', async () => {
  const body = ['inter', 'ru \ntion', ' From here', '> q \n> r', '-- ', 'Jane'].join('\n')
  const mail = await read('Content-Type: text/plain; format=flowed; delsp=yes', '', body)
  assert.equal(mail.text, 'inter\nrution\nFrom here\n> qr\n-- \nJane')
})

test('lines of any length and of any kind of end are read', async () => {
  assert.equal((await read('', 'a\r\nb\nc', 'x'.repeat(5000))).text, `a\nb\nc\n${'x'.repeat(5000)}`)
  assert.equal(
    (await read('Subject: s', 'This is the body at once.', 'More')).text,
    'This is the body at once.\nMore',
  )
})

test('a boundary that begins with another, text before and behind, and parts after the end are told apart', async () => {
  const inner = ['Content-Type: multipart/mixed; boundary=abc', '', '--abc', '', 'one', '--abc--']
  const outer = 'Content-Type: multipart/mixed; boundary="ab"'
  const mail = await read(outer, '', 'before', '--ab', ...inner, '--ab', '', 'two', '--ab--', 'behind')
  assert.equal(mail.text, 'one\n\ntwo')
  const again = await read(outer, '', '--ab', '', 'one', '--ab--', '', '--ab', '', 'two', '--ab--')
  assert.equal(again.text, 'one\n\ntwo')
  const encoded = await read(outer, 'Content-Transfer-Encoding: base64', '', '--ab', '', 'one', '--ab--')
  assert.equal(encoded.text, 'one')
  const long = 'b'.repeat(200)
  assert.equal(
    (await read(`Content-Type: multipart/mixed; boundary=${long}`, '', `--${long}`, '', 'x')).text,
    'x',
  )
})

test('where forms of a mail disagree the fuller one is shown and the HTML is kept', async () => {
  const both = (plain: string, html: string) =>
    read(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      plain,
      '--b',
      'Content-Type: text/html',
      '',
      html,
      '--b--',
    )
  assert.equal(
    (await both('Please read the plain text.', '<p>Please read the HTML.</p>')).text,
    'Please read the plain text.',
  )
  const long = 'The printer on the third floor burns, and the one on the fourth floor smokes.'
  const mail = await both(
    'Your program shows no HTML.',
    `<p style="margin: 0">${long}</p><p style="margin: 0">${long}</p>`,
  )
  assert.equal(mail.text, `${long}\n\n${long}`)
  assert.match((await both('one', '<p>two</p>')).html ?? '', /two/)
})

test('of two fields that may stand only once the first is believed, and the second is noted', async () => {
  const mail = await read(
    'Content-Type: text/plain',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: 7bit',
    'Content-Transfer-Encoding: base64',
    '',
    '<b>SGVs</b>',
  )
  assert.deepEqual([mail.text, mail.madeFrom], ['<b>SGVs</b>', 'plain'])
  assert.deepEqual(mail.defects, ['several Content-Type fields'])
  const boundaries = await read(
    'Content-Type: multipart/mixed; boundary=a; boundary=b',
    '',
    '--a',
    '',
    'first',
    '--a--',
    '--b',
    '',
    'second',
    '--b--',
  )
  assert.equal(boundaries.text, 'first')
  assert.equal((await read('Content-Type : text (not html) / plain', '', '<b>x</b>')).madeFrom, 'plain')
})

test('of several names of one file the extended one counts, alone and every time', async () => {
  const mail = await read(
    'Content-Type: application/pdf; name=c.pdf',
    "Content-Disposition: attachment; filename=a.txt; filename*=utf-8''b.exe",
    'Content-Disposition: inline; filename=d.png',
    '',
    'x',
  )
  assert.deepEqual(files(mail), ['b.exe'])
})

test('pieces and pointers are kept as files, never joined and never fetched', async () => {
  const piece = await read(
    'Content-Type: message/partial; id=x; number=1; total=2',
    '',
    'Subject: inner',
    '',
    'half',
  )
  const pointer = await read(
    'Content-Type: message/external-body; access-type=URL; URL="http://127.0.0.1/x"',
    '',
    'Content-Type: image/png',
    '',
  )
  assert.deepEqual([piece.subject, piece.text, piece.attachments.length], ['', '', 1])
  assert.deepEqual([pointer.text, pointer.attachments[0]?.contentType], ['', 'message/external-body'])
})

test('a clear-signed text is shown without its armor, and the signature is a file', async () => {
  const armor = [
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'Hash: SHA256',
    '',
    'Hello,',
    '- -- dashes',
    '-----BEGIN PGP SIGNATURE-----',
    '',
    'abc=',
    '-----END PGP SIGNATURE-----',
  ]
  const mail = await read('', ...armor)
  assert.deepEqual([mail.text, files(mail)], ['Hello,\n-- dashes', ['signature.asc']])
  const uncut = armor.slice(0, -1)
  assert.equal((await read('', ...uncut)).text, uncut.join('\n'))
})

test('a signed mail is read, its signature is a file, and a subject inside does not replace the one outside', async () => {
  const mail = await read(
    'Subject: ...',
    'Content-Type: multipart/signed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; protected-headers=v1',
    'Subject: inner',
    '',
    'Hello',
    '--b',
    'Content-Type: application/pgp-signature',
    '',
    'sig',
    '--b--',
  )
  assert.deepEqual([mail.subject, mail.text, files(mail)], ['...', 'Hello', ['attachment-1.asc']])
})

test('an encrypted mail says that it is encrypted, and keeps what it brought', async () => {
  const smime = await read(
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
    'Content-Transfer-Encoding: base64',
    '',
    'MIAG',
  )
  assert.match(smime.text, /^This mail is encrypted\./)
  assert.deepEqual(files(smime), ['smime.p7m'])
  const pgp = await read(
    'Content-Type: multipart/encrypted; boundary=b',
    '',
    '--b',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '--b',
    'Content-Type: application/octet-stream; name=encrypted.asc',
    '',
    '-----BEGIN PGP MESSAGE-----',
    '--b--',
  )
  assert.match(pgp.text, /^This mail is encrypted\./)
  assert.ok(pgp.defects.includes('encrypted') && files(pgp).includes('encrypted.asc'))
})

test('an invitation is listed once, under its name, and is not the text', async () => {
  const ics = ['', 'BEGIN:VCALENDAR', 'METHOD:REQUEST', 'END:VCALENDAR']
  const forms = [
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    '',
    'Shall we meet?',
    '--b',
    'Content-Type: text/calendar; method=REQUEST',
    ...ics,
    '--b--',
  ]
  const mail = await read(
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    ...forms,
    '--m',
    'Content-Type: application/ics; name=invite.ics',
    ...ics,
    '--m--',
  )
  assert.deepEqual([mail.text, files(mail)], ['Shall we meet?', ['invite.ics']])
  const alone = await read('Content-Type: text/calendar; method=REPLY', ...ics)
  assert.deepEqual([alone.text, files(alone)], ['', ['attachment-1.ics']])
})

test('a visiting card is a file, even where it is the whole mail; enriched text is text', async () => {
  assert.deepEqual(files(await read('Content-Type: text/vcard; name=jane.vcf', '', 'BEGIN:VCARD')), [
    'jane.vcf',
  ])
  const mail = await read(
    'Content-Type: text/enriched',
    '',
    '<bold>Now</bold> is <color><param>red</param>1 << 2</color>',
    'all right.',
    '',
    'Bye',
  )
  assert.equal(mail.text, 'Now is 1 < 2 all right.\nBye')
})

test('pictures without an id, with one that nobody names, and named ones that are missing are all accounted for', async () => {
  const picture = ['Content-Type: image/png', 'Content-ID: <a@b>', '', 'x', '--b']
  const html =
    '<img src="cid:a@b"><img src="cid:a@b"><img src="cid:gone" alt="Gone"><img src="https://t.example/p.gif" width="1" height="1" alt="pixel">'
  const mail = await read(
    'Content-Type: multipart/related; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    html,
    '--b',
    ...picture,
    'Content-Type: image/png',
    'Content-Location: other.png',
    '',
    'y',
    '--b--',
  )
  assert.equal(mail.text, '![](cid:a@b)![](cid:a@b)![Gone](cid:gone)')
  assert.equal(mail.attachments.length, 2)
})

test('a mail of a signature, a quote, a picture or a file only is read for what it is', async () => {
  assert.equal((await read('', '-- ', 'Jane')).text, '-- \nJane')
  assert.equal((await read('', '> quoted')).text, '> quoted')
  const picture = await read('Content-Type: image/png; name=a.png', '', 'x')
  assert.deepEqual([picture.text, files(picture)], ['', ['a.png']])
  assert.equal((await read('')).text, '')
})
