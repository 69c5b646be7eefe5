// Does a text stay readable whatever its label says (CHECKLIST D3–D5)?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { decodeCharset } from './charset.ts'
import { parseMessage } from './parse.ts'

const russian = 'Здравствуйте, принтер не работает со вчерашнего дня.'
const japanese = 'お問い合わせありがとうございます。プリンターが動きません。'
const western = 'Der Drücker kostet 5 € – “günstig”, n’est-ce pas? Ça va, señor, où est l’été?'

test('each charset of the wild is read under its own label', () => {
  const cases: [label: string, text: string, encoding?: string][] = [
    ['gb2312', '打印机坏了，请镕先生帮忙', 'gbk'],
    ['GB18030', '打印机坏了㐀', 'gb18030'],
    ['big5', '印表機壞了', 'big5'],
    ['ks_c_5601-1987', '프린터가 뷁', 'cp949'],
    ['euc-kr', '프린터가 뷁', 'cp949'],
    ['euc-jp', japanese],
    ['koi8-r', russian],
    ['koi8-u', 'Привіт, їжак'],
    ['iso-8859-8-i', 'שלום', 'iso-8859-8'],
    ['tis-620', 'สวัสดี', 'tis620'],
    ['x-mac-cyrillic', russian, 'maccyrillic'],
    ['"windows-1257"', 'ąžuolas', 'windows-1257'],
  ]
  for (const [label, text, encoding = label] of cases)
    assert.equal(decodeCharset(iconv.encode(text, encoding), label), text, label)
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('héllo', 'utf16le')])
  assert.equal(decodeCharset(utf16, 'utf-16').replace('\ufeff', ''), 'héllo')
})

test('ISO-2022-JP is read with half-width letters, without its last escape and without its label', () => {
  const bytes = Buffer.from('\x1b(I1234\x1b$B$3$s', 'latin1')
  assert.equal(decodeCharset(bytes, 'iso-2022-jp'), 'ｱｲｳｴこん')
  assert.equal(decodeCharset(Buffer.from('\x1b$B$3$s\x1b(B', 'latin1'), ''), 'こん')
})

test('what Windows writes under the name of another charset keeps its quotes and its euro', () => {
  for (const label of [
    'iso-8859-1',
    'us-ascii',
    'latin1',
    'windows-1252',
    'x-nobody-knows',
    'default',
    'uft-8',
    '',
  ])
    assert.equal(decodeCharset(iconv.encode(western, 'windows-1252'), label), western, label)
})

test('a text without a label, or under that of Western Europe, is read as what it looks like', () => {
  const texts: [encoding: string, text: string][] = [
    ['shift_jis', japanese],
    ['euc-jp', japanese],
    ['windows-1251', russian],
    ['koi8-r', russian],
    ['windows-1253', 'Καλημέρα, ο εκτυπωτής δεν λειτουργεί από χτες.'],
    ['windows-1255', 'שלום, המדפסת לא עובדת מאתמול'],
    ['cp949', '안녕하세요 프린터가 작동하지 않습니다'],
    ['gbk', '您好，打印机从昨天开始就不能工作了，请帮忙看看。'],
  ]
  for (const [encoding, text] of texts)
    for (const label of ['', 'iso-8859-1', 'us-ascii', 'x-unknown']) {
      const defects = new Set<string>()
      assert.equal(
        decodeCharset(iconv.encode(text, encoding), label, defects),
        text,
        `${encoding} as ${label}`,
      )
      assert.equal(defects.size, 1)
    }
})

test('no Western text is taken for another, however short or full of accents', () => {
  for (const text of [
    'é',
    'Ü',
    'ÄÖÜ',
    'Größe',
    'naïve café',
    'ÉTÉ À ÉVRY',
    '«Où?»',
    'smörgåsbord åäö',
    'Þórður Ægir',
    'ÅÄÖ ÅÄÖ',
    '£££ 500',
    '¿¡Qué!',
  ])
    assert.equal(decodeCharset(iconv.encode(text, 'windows-1252'), 'iso-8859-1'), text)
})

test('raw bytes in a subject are read like those of a body', async () => {
  const raw = Buffer.concat([Buffer.from('Subject: '), iconv.encode(russian, 'koi8-r'), Buffer.from('\n\nx')])
  assert.equal((await parseMessage(raw)).subject, russian)
})

test('a wrong label leaves one remark, however often it is used', async () => {
  const part = '--b\nContent-Type: text/plain; charset=x-odd\n\n\xfc\xfc b\xe4r\n'
  const raw = Buffer.from(
    `Message-ID: <a@b>\nFrom: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n${part.repeat(40)}--b--`,
    'latin1',
  )
  assert.deepEqual((await parseMessage(raw)).defects, ['unknown charset x-odd'])
})

test('UTF-7 is decoded before HTML is read, so that no tag hides in it', async () => {
  const raw =
    'Content-Type: text/html; charset=unicode-1-1-utf-7\n\n+ADw-script+AD4-alert(1)+ADw-/script+AD4-Hello'
  const mail = await parseMessage(Buffer.from(raw))
  assert.equal(mail.text, 'Hello')
  assert.match(mail.html ?? '', /^<script>/)
})
