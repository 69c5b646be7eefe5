// Are header fields, encoded words, parameters and dates read as senders meant them?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDate } from './date.ts'
import { decodeWords } from './encoded-words.ts'
import { fileNameFor } from './file-name.ts'
import { readHeaders } from './headers.ts'
import { messageIdsIn } from './message-id.ts'
import { readParameters } from './parameters.ts'

const header = (text: string) => {
  const bytes = Buffer.from(text)
  return readHeaders(bytes, 0, bytes.length, true)
}

test('fields are unfolded, found in any case, first and all of them', () => {
  const { headers } = header('X-A: one\r\n two\r\nx-a : three\r\nSubject:\r\n\r\nbody')
  assert.equal(headers.get('X-a'), 'one two')
  assert.deepEqual(headers.all('x-A'), ['one two', 'three'])
  assert.equal(headers.get('subject'), '')
  assert.equal(headers.has('body'), false)
})

test('mbox lines, a BOM, junk lines and a missing blank line do not hide the header', () => {
  for (const start of ['From jane Mon Jan 1\n', '\ufeff', '\r\n\r\n', '>From x\n'])
    assert.equal(header(`${start}Subject: s\n\nb`).headers.get('subject'), 's')
  assert.equal(header('A: 1\njunk without colon\nSubject: s\n\nb').headers.get('subject'), 's')
  const direct = header('Subject: s\nThis is the body, at once.\nMore of it')
  assert.deepEqual([direct.headers.names(), direct.bodyStart], [['subject'], 11])
})

test('a folded line of blanks does not end the header', () => {
  const { headers } = header('Subject: a\r\n \r\n\tb\r\nX: y\r\n\r\nbody')
  assert.deepEqual([headers.get('subject'), headers.get('x')], ['a b', 'y'])
})

test('a bare CR starts no field', () => {
  const { headers } = header('Subject: a\rBcc: evil@x.example\n\n')
  assert.equal(headers.has('bcc'), false)
  assert.equal(headers.get('subject'), 'a Bcc: evil@x.example')
})

test('encoded words: split characters, blanks between, languages, unclosed, raw ones beside', () => {
  const cases: [string, string][] = [
    ['=?utf-8?Q?a?= =?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?B?4oI=?=\t=?UTF-8?B?rA==?=', '€'],
    ['=?utf-8*en?q?one_two?= three', 'one two three'],
    ['=?iso-8859-1?Q?Gr=FC=DFe', 'Grüße'],
    ['x=?utf-8?q?=C3=A9?=y', 'xéy'],
    ['=?x-unknown?q?=C3=A9?=', 'é'],
    ['=?utf-7?Q?+Jjo-?=', '☺'],
    ['a =? b ?= c', 'a =? b ?= c'],
  ]
  for (const [value, wanted] of cases) assert.equal(decodeWords(value), wanted, value)
})

test('parameters: quotes, comments, RFC 2231 pieces, the first of two', () => {
  const type = readParameters(
    'Text/Plain (x; y); charset="utf-8"; CHARSET=latin1; name*0*=utf-8\'\'%e2%82; name*1*=%ac; a="q\\"q"',
  )
  assert.deepEqual(
    [type.value, type.get('charset'), type.get('name'), type.get('a'), type.get('none')],
    ['text/plain', 'utf-8', '€', 'q"q', undefined],
  )
  assert.equal(readParameters('multipart/mixed; boundary="=?a  b?="').exact('boundary'), '=?a  b?=')
})

test('ids are found between commas, tabs and blanks, with and without brackets', () => {
  assert.deepEqual(messageIdsIn('<A@x>,\t<b c@x>\r\n\t<A@x> (comment) d@x'), ['A@x', 'bc@x', 'd@x'])
  assert.deepEqual(messageIdsIn('a@x>'), ['a@x'])
  assert.deepEqual(messageIdsIn('<unclosed@x'), ['unclosed@x'])
  assert.deepEqual(messageIdsIn('<>  '), [])
})

test('dates of all kinds are read, impossible ones are none', () => {
  const cases: [string, string | null][] = [
    ['Tue, 6 Jan 2026 10:00:00 +0100 (CET)', '2026-01-06T09:00:00.000Z'],
    ['6 Jan 26 10:00 GMT', '2026-01-06T10:00:00.000Z'],
    ['Xyz, 06 Jan 2026 10:00:00 +0000', '2026-01-06T10:00:00.000Z'],
    ['Tue, 06 Jan 2026 10:00:00 +9900', '2026-01-06T10:00:00.000Z'],
    ['yesterday', null],
    ['', null],
  ]
  for (const [value, wanted] of cases) assert.equal(readDate(value)?.toISOString() ?? null, wanted, value)
  assert.equal(readDate(undefined), null)
})

test('file names carry no path, no control, nothing invisible, no leading dot, and are short', () => {
  assert.equal(fileNameFor('C:\\temp\\a:b?.txt', 'text/plain', 0), 'a_b_.txt')
  assert.equal(fileNameFor('\u200b.\u202ehtaccess', 'text/plain', 0), 'htaccess')
  assert.equal(fileNameFor('CON.txt', 'text/plain', 0), '_CON.txt')
  assert.equal(fileNameFor('...', 'application/pdf', 2), 'attachment-3.pdf')
  assert.equal(fileNameFor('', 'message/rfc822', 0), 'attachment-1.eml')
  const long = fileNameFor(`${'ü'.repeat(300)}.docx`, 'x/y', 0)
  assert.deepEqual([long.length, long.slice(-5)], [200, '.docx'])
})
