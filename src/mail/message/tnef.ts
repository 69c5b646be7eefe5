// What is in a winmail.dat? Files and perhaps the words of the mail (MS-OXTNEF), as Outlook packs them.
import { decodeCharset } from './charset.ts'
import { limits } from './limits.ts'
import { type Property, readProperties, tag } from './tnef-properties.ts'
import { decompressRtf } from './tnef-rtf.ts'

export type TnefFile = {
  /** '' if it has none. */
  name: string
  /** As declared; null if it is not. */
  contentType: string | null
  /** Without `<>`. */
  contentId: string | null
  content: Buffer
}

export type Tnef = {
  files: TnefFile[]
  /** The words of the mail, in the forms that are there. */
  text: string | null
  html: string | null
  rtf: Buffer | null
}

/** MS-OXTNEF 2.1.3.1 TNEFSignature. */
const signature = 0x223e9f78
const levelOfAttachments = 2
/** Types and ids of attributes (MS-OXTNEF 2.1.3.2). */
const attribute = {
  body: 0x0002800c,
  messageProperties: 0x00069003,
  codePage: 0x00069007,
  rendering: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  attachmentProperties: 0x00069005,
} as const
/** Level (1), id (4) and length (4) before the data, a checksum (2) behind it. */
const beforeData = 9
const behindData = 2

export const isTnef = (bytes: Uint8Array): boolean =>
  bytes.length > 6 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE(0) === signature

type Attribute = { level: number; id: number; data: Buffer }

/** Up to the first one that is damaged: what Outlook and others write behind the end is noise. */
function* attributesIn(bytes: Buffer): Generator<Attribute> {
  for (let at = 6; at + beforeData <= bytes.length; ) {
    const level = bytes[at] ?? 0
    const length = bytes.readUInt32LE(at + 5)
    const start = at + beforeData
    if ((level !== 1 && level !== levelOfAttachments) || start + length > bytes.length) return
    yield { level, id: bytes.readUInt32LE(at + 1), data: bytes.subarray(start, start + length) }
    at = start + length + behindData
  }
}

/** One attachment as it is gathered from its attributes, which come in any order behind the first. */
type Gathered = { title: string; data: Buffer | null; properties: Map<number, Property> }

/**
 * @param depth how many messages this one lies in
 * @returns null if it is none, or nothing in it can be read
 */
export function readTnef(bytes: Buffer, depth = 0): Tnef | null {
  if (!isTnef(bytes) || depth > limits.depth) return null
  let charset = 'windows-1252'
  const tnef: Tnef = { files: [], text: null, html: null, rtf: null }
  const gathered: Gathered[] = []
  let properties = new Map<number, Property>()
  for (const { level, id, data } of attributesIn(bytes)) {
    if (id === attribute.codePage && data.length >= 4) charset = charsetOf(data.readUInt32LE(0))
    else if (id === attribute.body) tnef.text = withoutEnd(decodeCharset(data, charset))
    else if (id === attribute.messageProperties) properties = readProperties(data, charset)
    else if (level === levelOfAttachments) gather(gathered, id, data, charset)
  }
  takeWords(tnef, properties, charset)
  for (const attachment of gathered.slice(0, limits.parts)) tnef.files.push(...filesOf(attachment, depth))
  return tnef.files.length > 0 || tnef.text !== null || tnef.html !== null || tnef.rtf !== null ? tnef : null
}

function gather(gathered: Gathered[], id: number, data: Buffer, charset: string): void {
  const last = gathered.at(-1)
  // Each attachment begins with how it is shown (MS-OXTNEF 2.1.3.3.15); some programs leave that out.
  const begins = id === attribute.rendering || last === undefined
  const current = begins ? { title: '', data: null, properties: new Map<number, Property>() } : last
  if (begins) gathered.push(current)
  if (id === attribute.title) current.title = withoutEnd(decodeCharset(data, charset))
  if (id === attribute.data) current.data = data
  if (id === attribute.attachmentProperties) current.properties = readProperties(data, charset)
}

function takeWords(tnef: Tnef, properties: ReadonlyMap<number, Property>, charset: string): void {
  const body = properties.get(tag.body)
  const html = properties.get(tag.bodyHtml)
  const rtf = properties.get(tag.rtfCompressed)
  if (typeof body === 'string') tnef.text = body
  if (typeof html === 'string') tnef.html = html
  if (Buffer.isBuffer(html)) {
    const codePage = properties.get(tag.internetCodePage)
    tnef.html = decodeCharset(html, typeof codePage === 'number' ? charsetOf(codePage) : charset)
  }
  if (Buffer.isBuffer(rtf)) tnef.rtf = decompressRtf(rtf)
}

/** The file, or those of the message that it is. */
function filesOf({ title, data, properties }: Gathered, depth: number): TnefFile[] {
  const text = (id: number) => {
    const value = properties.get(id)
    return typeof value === 'string' && value.trim() !== '' ? value : undefined
  }
  const object = properties.get(tag.attachDataObject)
  const content = data ?? (Buffer.isBuffer(object) ? object : null)
  if (content === null) return []
  const name =
    text(tag.attachLongFilename) ?? text(tag.attachFilename) ?? (title || text(tag.displayName) || '')
  const inside = isTnef(content) ? readTnef(content, depth + 1) : null
  if (inside !== null) return [...inside.files, ...wordsAsFiles(inside, name)]
  return [
    {
      name,
      contentType: text(tag.attachMimeTag)?.toLowerCase() ?? null,
      contentId: text(tag.attachContentId)?.replace(/^<|>$/g, '') ?? null,
      content,
    },
  ]
}

/** What a message inside says is no text of the author; so it is a file. */
export function wordsAsFiles({ text, html, rtf }: Tnef, name = 'body'): TnefFile[] {
  const file = (extension: string, contentType: string, content: Buffer): TnefFile[] => [
    { name: `${name || 'message'}.${extension}`, contentType, contentId: null, content },
  ]
  if (html !== null) return file('html', 'text/html', Buffer.from(html))
  if (rtf !== null) return file('rtf', 'application/rtf', rtf)
  return text === null ? [] : file('txt', 'text/plain', Buffer.from(text))
}

const withoutEnd = (text: string) => text.replace(/\0+$/, '')

/** Windows' numbers of code pages, as far as they are not `windows-` and the number. */
function charsetOf(codePage: number): string {
  const named: Record<number, string> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'cp949',
    950: 'big5',
    20127: 'us-ascii',
    20866: 'koi8-r',
    21866: 'koi8-u',
    50220: 'iso-2022-jp',
    51932: 'euc-jp',
    51949: 'euc-kr',
    54936: 'gb18030',
    65001: 'utf-8',
  }
  if (codePage >= 28591 && codePage <= 28605) return `iso-8859-${codePage - 28590}`
  return named[codePage] ?? (codePage === 0 ? 'windows-1252' : `windows-${codePage}`)
}
