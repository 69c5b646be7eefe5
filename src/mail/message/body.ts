// Which parts are the words of the mail, and which are files that came with it?
import { cleanText } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import { unwrapFlowed } from './flowed.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { takeInlineFiles } from './inline-files.ts'
import { limits } from './limits.ts'
import type { Part } from './parts.ts'

/** A stretch of the body that the sender wrote as plain text, as HTML, or as both (multipart/alternative). */
type Stretch = { plain: string | null; html: string | null }

export type Body = {
  /** Plain text, or Markdown where it was made from HTML. */
  text: string
  madeFrom: 'plain' | 'html'
  html: string | null
  /** Everything that is not part of the body, in the order of the mail. */
  files: Part[]
}

type Reading = { files: Part[]; defects: Set<string>; stretches: Stretch[] }

const fileNameOf = (part: Part) => part.disposition.get('filename') ?? part.type.get('name')

/** text/plain and text/html are body unless they say that they are files. */
function isBody(part: Part, reading: Reading): boolean {
  if (part.contentType !== 'text/plain' && part.contentType !== 'text/html') return false
  if (part.disposition.value === 'attachment') return false
  // Mailers that name every part name the body too; a second named one is a file shown in line.
  return fileNameOf(part) === undefined || reading.stretches.length === 0
}

function textOf(part: Part, reading: Pick<Reading, 'files' | 'defects'>): string {
  const { text: bytes, files } = takeInlineFiles(part.content())
  reading.files.push(...files)
  const text = cleanText(decodeCharset(bytes, part.type.get('charset') ?? '', reading.defects))
  if (part.contentType === 'text/enriched' || part.contentType === 'text/richtext')
    return plainOfEnriched(text)
  if (part.type.get('format')?.toLowerCase() !== 'flowed') return text
  return unwrapFlowed(text, part.type.get('delsp')?.toLowerCase() === 'yes')
}

/** Senders without a charset parameter often name it inside the HTML. */
function htmlOf(part: Part, defects: Set<string>): string {
  const bytes = part.content()
  const declared = part.type.get('charset')
  const inside = /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]+)/i.exec(bytes.toString('latin1', 0, 2048))?.[1]
  return cleanText(decodeCharset(bytes, declared ?? inside ?? '', defects))
}

/** One of several forms of the same content (RFC 2046 §5.1.4): the best plain and the best HTML one. */
function readAlternative(part: Part, reading: Reading): void {
  const merged: Stretch = { plain: null, html: null }
  const files: Part[] = []
  for (const child of part.children) {
    const inner: Reading = { files, defects: reading.defects, stretches: [] }
    readPart(child, inner)
    const plain = inner.stretches.flatMap(stretch => stretch.plain ?? [])
    const html = inner.stretches.flatMap(stretch => stretch.html ?? [])
    // Several plain forms are no alternatives in truth; none of them is dropped.
    if (plain.length > 0 && html.length === 0) merged.plain = [merged.plain ?? [], plain].flat().join('\n\n')
    // Apple Mail: the HTML form is a multipart/mixed with pictures between its stretches.
    if (html.length > 0) merged.html = inner.stretches.map(s => s.html ?? asHtml(s.plain ?? '')).join('\n')
  }
  // A third form of the same words is no file (AMP); calendars and pictures are.
  reading.files.push(...files.filter(file => file.contentType !== 'text/x-amp-html'))
  if (merged.plain !== null || merged.html !== null) reading.stretches.push(merged)
}

function readPart(part: Part, reading: Reading): void {
  if (part.contentType === 'multipart/alternative') readAlternative(part, reading)
  else if (part.children.length > 0) for (const child of part.children) readPart(child, reading)
  else if (!isBody(part, reading)) reading.files.push(part)
  else if (part.contentType === 'text/html')
    reading.stretches.push({ plain: null, html: htmlOf(part, reading.defects) })
  else reading.stretches.push({ plain: textOf(part, reading), html: null })
}

const asHtml = (plain: string): string =>
  `<pre wrap>${plain.replace(/[&<>]/g, char => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char)}</pre>`

/** Blank lines at both ends go; what indents the first line stays. */
function withoutBlankEnds(text: string): string {
  const end = text.trimEnd()
  return end.slice(end.lastIndexOf('\n', end.search(/\S/)) + 1)
}

const visible = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

/**
 * The plain form, unless it says clearly less: nothing, or a remark that one's mail program cannot show HTML. The
 * HTML is only converted where its size makes that possible, since plain text is what most mails are read from.
 */
function chooseText(stretch: Stretch): { text: string; madeFrom: 'plain' | 'html' } {
  const { plain, html } = stretch
  if (html === null) return { text: plain ?? '', madeFrom: 'plain' }
  if (plain !== null && plain.trim() !== '' && html.length < 4 * plain.length)
    return { text: plain, madeFrom: 'plain' }
  const { text } = htmlToMarkdown(html)
  const poor = plain === null || visible(plain) * 3 < visible(text) - 40
  return poor ? { text, madeFrom: 'html' } : { text: plain, madeFrom: 'plain' }
}

/** Text for programs: a file, even where it is the whole mail. */
const fileTypes = /^text\/(?:calendar|x-vcalendar|vcard|x-vcard|directory|csv|rtf|xml|css|javascript)$/

/** RFC 1896: commands in brackets, `<<` for the bracket, one line end less than there are. */
const plainOfEnriched = (text: string): string =>
  text
    .replace(/<param>[^<]{0,1000}<\/param>/gi, '')
    .replace(/<<|<\/?[a-z0-9-]{1,60}>/gi, tag => (tag === '<<' ? '<' : ''))
    .replace(/\n+/g, ends => (ends.length === 1 ? ' ' : ends.slice(1)))

/** Invitations come as one of the alternatives and once more as a file (iMIP, RFC 6047): one of them is shown. */
function withoutTwins(files: readonly Part[]): Part[] {
  const calendars = files.filter(file => /\/(?:calendar|ics)$/.test(file.contentType))
  if (calendars.length < 2) return [...files]
  const seen = new Map<string, Part>()
  const key = (file: Part) => file.content().toString('latin1').replace(/\s+/g, '')
  for (const file of calendars) {
    const before = seen.get(key(file))
    // The one that has a name.
    if (before === undefined || fileNameOf(before) === undefined) seen.set(key(file), file)
  }
  const shown = new Set(seen.values())
  return files.filter(file => !calendars.includes(file) || shown.has(file))
}

const encrypted = (part: Part): boolean =>
  /^application\/(?:x-)?pkcs7-mime$/.test(part.contentType)
    ? !/^signed|^certs|^compressed/.test(part.type.get('smime-type') ?? '')
    : part.contentType === 'application/pgp-encrypted'

/** What stands where a mail cannot be read by us, so that people know why it says nothing. */
const encryptedNotice =
  'This mail is encrypted. What it says is in the attached file, and only its owner’s key opens it.'

/** What the mail says, and its files. Text inside of message/rfc822 is never read: it is somebody else's. */
export function readBody(root: Part, raw: Buffer, defects: Set<string>): Body {
  const reading: Reading = { files: [], defects, stretches: [] }
  readPart(root, reading)
  if (reading.stretches.length === 0) {
    // text/enriched, text/markdown and their like are read when there is nothing better.
    const at = reading.files.findIndex(
      file =>
        file.contentType.startsWith('text/') &&
        !fileTypes.test(file.contentType) &&
        file.disposition.value !== 'attachment',
    )
    const [part] = at === -1 ? [] : reading.files.splice(at, 1)
    if (part) reading.stretches.push({ plain: textOf(part, reading), html: null })
  }
  if (
    reading.files.length === 0 &&
    reading.stretches.every(s => `${s.plain ?? ''}${s.html ?? ''}`.trim() === '')
  ) {
    // Damaged structure: rather the bytes of the body than an empty ticket.
    const bytes = raw.subarray(root.bodyStart)
    reading.stretches.push({ plain: cleanText(decodeCharset(bytes, '')), html: null })
  }
  const chosen = reading.stretches.map(chooseText).filter(({ text }) => text.trim() !== '')
  const said = chosen.map(({ text }) => withoutBlankEnds(text)).join('\n\n')
  const closed = reading.files.some(encrypted)
  if (closed) defects.add('encrypted')
  const text = said === '' && closed ? encryptedNotice : said
  if (text.length > limits.textLength) defects.add('text longer than is shown')
  const htmls = reading.stretches.flatMap(stretch => stretch.html ?? [])
  return {
    text: text.length > limits.textLength ? cleanText(text.slice(0, limits.textLength)) : text,
    madeFrom: chosen.some(({ madeFrom }) => madeFrom === 'html') ? 'html' : 'plain',
    html: htmls.length === 0 ? null : reading.stretches.map(s => s.html ?? asHtml(s.plain ?? '')).join('\n'),
    files: withoutTwins(reading.files),
  }
}
