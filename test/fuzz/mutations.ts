// How is a good mail made into one that nobody thought of? By a number that makes the same one again.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Numbers from 0 up to, not with, `below`; the same ones for the same seed (mulberry32). */
export type Random = (below: number) => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** What stands in mails that were made to break readers: odd ends, charsets, addresses, nesting, markup. */
const dictionary = [
  '\r\n',
  '\r',
  '\n\n',
  '\0',
  '\xff\xfe',
  '\xed\xa0\x80',
  '\r\n.\r\n',
  'Content-Type: multipart/mixed; boundary="',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Content-Type: text/plain; charset="x\0y"\r\n',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  'Content-Transfer-Encoding: x-uuencode\r\n',
  'Content-Disposition: attachment; filename*0*=utf-8\'\'%2e%2e%2f; filename*1="a.htaccess"\r\n',
  'From: a@b.example, c@d.example\r\n',
  'To: undisclosed:;, "a@b"@c.example, <@x,@y:z@w.example>\r\n',
  'References: <a@b <c@d>>\r\n',
  'In-Reply-To: <reply-00000000000000000000000000000000@desk.example>\r\n',
  '=?utf-8?B?//8=?=',
  '=?utf-8?Q?=0D=0ABcc:_x@y.example?=',
  '=?iso-2022-jp?B?GyRC?=',
  '=',
  '=0',
  '--',
  '<',
  '<!--',
  '<![CDATA[',
  '<svg><style><img onerror=alert(1) src=x>',
  '<table><tr><td>',
  '<blockquote class="gmail_quote">',
  '&#x110000;',
  '\n> > > ',
  '\n-----Original Message-----\nFrom: a\n',
  '\nOn Mon, 1 Jan 2024 at 10:00, A <a@b.example> wrote:\n',
  '\n-- \n',
  '```',
  'begin 644 a\nM',
  '\x78\x9f\x3e\x22',
]

const latin = (text: string) => Buffer.from(text, 'latin1')

/** One change; `other` lends a piece. */
function changed(mail: Buffer, other: Buffer, random: Random): Buffer {
  const at = random(mail.length + 1)
  const length = 1 + random(random(4) === 0 ? 2000 : 30)
  const cut = (from: number, to: number, put: Buffer) =>
    Buffer.concat([mail.subarray(0, from), put, mail.subarray(to)])
  switch (random(8)) {
    case 0:
      return cut(at, at + 1, Buffer.from([random(256)]))
    case 1:
      return cut(at, at + length, Buffer.alloc(0))
    case 2:
      return cut(at, at, mail.subarray(at, at + length))
    case 3:
      return cut(at, at, latin(dictionary[random(dictionary.length)] ?? ''))
    case 4:
      return cut(
        at,
        at + length,
        latin((dictionary[random(dictionary.length)] ?? '').repeat(1 + random(200))),
      )
    case 5: {
      const start = random(other.length + 1)
      return cut(at, at, other.subarray(start, start + 50 * length))
    }
    case 6:
      return mail.subarray(0, at)
    default: {
      // A field of the header is where most of the reading is decided.
      const end = Math.max(0, mail.indexOf('\n\n'))
      const line = mail.lastIndexOf('\n', random(end + 1)) + 1
      return cut(line, line, latin(dictionary[7 + random(13)] ?? ''))
    }
  }
}

/** Mails that are longer tell nothing more, and take the time of many. */
const maxBytes = 100_000

/** One to six changes. */
export function mutate(mail: Buffer, other: Buffer, random: Random): Buffer {
  let result = mail.subarray(0, maxBytes)
  for (let count = 1 + random(6); count > 0; count--) result = changed(result, other, random)
  return result.subarray(0, 2 * maxBytes)
}

export type Seed = { name: string; bytes: Buffer }

const root = join(import.meta.dirname, '../..')
/** Ours, and real mails that lie beside the project, if they do. */
const folders = [
  join(root, 'testdata/mail'),
  ...['bounces', 'mime', 'list-and-personal', 'reports', 'spam', 'tnef', 'reply-text'].map(name =>
    join(root, '../shared/mail', name),
  ),
]

/** The mails that are changed, in an order that is always the same. */
export function seeds(): Seed[] {
  return folders.flatMap(folder => {
    let names: string[] = []
    try {
      names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    } catch {
      // It is not there; ours always are.
    }
    return names
      .filter(name => name.endsWith('.eml'))
      .sort()
      .map(name => ({
        name: relative(root, join(folder, name)),
        bytes: readFileSync(join(folder, name)),
      }))
  })
}
