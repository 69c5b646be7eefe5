// Is a file told by its bytes, named harmlessly, and cut as asked?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toRawPage, toUploadPage } from './address.ts'
import { cleanFileName, disposition } from './name.ts'
import { rangeOf } from './range.ts'
import { headBytes, safeType } from './sniff.ts'

test('pictures, PDF and plain text are known by their bytes, whatever their names say', () => {
  for (const [bytes, name, type] of [
    [Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'), 'a.html', 'image/png'],
    [Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'a', 'image/jpeg'],
    [Buffer.from('GIF89a'), 'a.png', 'image/gif'],
    [Buffer.from('RIFF1234WEBPVP8 '), 'a', 'image/webp'],
    [Buffer.from('\0\0\0\x1cftypavif'), 'a', 'image/avif'],
    [Buffer.from('%PDF-1.7'), 'a.txt', 'application/pdf'],
    [Buffer.from('Grüße\r\n\t日本'), 'log', 'text/plain; charset=utf-8'],
    [Buffer.from(''), 'empty.txt', 'text/plain; charset=utf-8'],
    // A character cut in two where the head ends.
    [Buffer.from('ü'.repeat(headBytes)).subarray(1, headBytes), 'a', null],
    [Buffer.from(`x${'ü'.repeat(headBytes)}`).subarray(0, headBytes), 'a', 'text/plain; charset=utf-8'],
  ] as const)
    assert.equal(safeType(bytes, name), type, name)
})

test('HTML, SVG, scripts and what nobody knows may only be saved', () => {
  for (const [text, name] of [
    ['<!doctype html><script>alert(1)</script>', 'a.txt'],
    ['\ufeff  <svg onload=alert(1)>', 'a.png'],
    ['hello', 'a.html'],
    ['hello', 'a.SVG'],
    ['alert(1)', 'a.js'],
    ['GIF88a\0', 'a.gif'],
    ['ab\0cd', 'a.txt'],
  ] as const)
    assert.equal(safeType(Buffer.from(text), name), null, text)
  assert.equal(safeType(Buffer.from([0xfc, 0xe9]), 'latin1.txt'), null)
})

test('a name keeps no path, no hidden characters and no meaning to a shell', () => {
  for (const [given, clean] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\x\\report.pdf', 'report.pdf'],
    ['.htaccess', 'htaccess'],
    ['..', 'file'],
    ['', 'file'],
    ['in\u202egpj.exe', 'ingpj.exe'],
    ['a\r\nb|c?.txt', 'ab_c_.txt'],
    ['\ud800x', 'x'],
    ['Übersicht 1.pdf', 'Übersicht 1.pdf'],
  ] as const)
    assert.equal(cleanFileName(given), clean)
  const long = cleanFileName(`${'ü'.repeat(300)}.pdf`)
  assert.equal(long, `${'ü'.repeat(96)}.pdf`)
})

test('a disposition carries any name in both spellings', () => {
  assert.equal(
    disposition('attachment', `Ü "1"'s (2).pdf`),
    `attachment; filename="_ _1_'s (2).pdf"; filename*=UTF-8''%C3%9C%20%221%22%27s%20%282%29.pdf`,
  )
})

test('one range is cut from the file; what cannot be read is ignored', () => {
  for (const [header, range] of [
    [undefined, null],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=0-1,4-5', null],
    ['bytes=-', null],
    ['lines=1-2', null],
  ] as const)
    assert.deepEqual(rangeOf(header, 10), range, header)
})

test('the address under the project’s own path leads to the same page', () => {
  const secret = 'a'.repeat(32)
  const file = `/uploads/${secret}/a%20b.png`
  assert.equal(toUploadPage(`/acme/tools/widget${file}?x=1`), `/-/project/acme%2Ftools%2Fwidget${file}?x=1`)
  for (const url of [`/api/v4/projects/1${file}`, `/-/project/1${file}`, '/acme/uploads/x/y', file, '/', ''])
    assert.equal(toUploadPage(url), url)
})

test('the address of raw files leads to one route, whatever the branch and the path are', () => {
  for (const [url, page] of [
    ['/acme/tools/widget/-/raw/main/a%20b.png', '/-/project/acme%2Ftools%2Fwidget/raw/main/a%20b.png'],
    ['/acme/widget/-/raw/x/-/raw/y?z=1', '/-/project/acme%2Fwidget/raw/x/-/raw/y?z=1'],
  ] as const)
    assert.equal(toRawPage(url), page)
  for (const url of [
    '/acme/widget/-/raw/',
    '/acme/widget/-/rawer/x',
    '/-/raw/main/x',
    '/api/v4/a/-/raw/x',
    '/a?/-/raw/x',
  ])
    assert.equal(toRawPage(url), url)
})
