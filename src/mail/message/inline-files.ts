// Which files lie in the middle of a plain text, as they were sent before MIME and still are?
import { LF } from './bytes.ts'
import { headersOf } from './headers.ts'
import type { Part } from './parts.ts'
import { decodeUuLine } from './transfer-encoding.ts'

/** Starts without a file behind them that are looked at: each may cost a look at the whole text. */
const mostMisses = 50

type Found = { name: string; contentType: string; content: Buffer; next: number; words?: Buffer }

function lineAt(bytes: Buffer, start: number): { line: string; next: number } {
  const end = bytes.indexOf(LF, start)
  const next = end === -1 ? bytes.length : end + 1
  return { line: bytes.toString('latin1', start, end === -1 ? next : end).replace(/\r$/, ''), next }
}

/** `begin 644 name` … `end`. The first line that is none of its kind shows that it was a sentence. */
function uuencoded(bytes: Buffer, line: string, after: number): Found | null {
  const name = /^begin [0-7]{3,4} (\S.{0,300})$/.exec(line)?.[1]
  if (name === undefined) return null
  const chunks: Buffer[] = []
  for (let at = after; at < bytes.length; ) {
    const { line: data, next } = lineAt(bytes, at)
    if (data === 'end')
      return { name, contentType: 'application/octet-stream', content: Buffer.concat(chunks), next }
    const chunk = decodeUuLine(data)
    if (chunk === null) return null
    chunks.push(chunk)
    at = next
  }
  return null
}

/** `=ybegin … name=…` … `=yend` (yEnc 1.3): each octet 42 more than it is, `=` before those that lines cannot hold. */
function yencoded(bytes: Buffer, line: string, after: number): Found | null {
  const name = /^=ybegin .{0,200}?\bname=(\S.{0,300}?)\s*$/.exec(line)?.[1]
  const end = name === undefined ? -1 : bytes.indexOf('\n=yend ', after - 1, 'latin1')
  if (name === undefined || end === -1) return null
  let start = after
  const first = lineAt(bytes, start)
  if (first.line.startsWith('=ypart ')) start = first.next
  const content = Buffer.alloc(Math.max(0, end - start))
  let length = 0
  for (let at = start; at < end; at++) {
    let code = bytes[at] ?? 0
    if (code === LF || code === 13) continue
    if (code === 61) code = (bytes[++at] ?? 0) - 64
    content[length++] = (code - 42) & 255
  }
  const { next } = lineAt(bytes, end + 1)
  return { name, contentType: 'application/octet-stream', content: content.subarray(0, length), next }
}

const signed = '-----BEGIN PGP SIGNED MESSAGE-----'
const signature = '-----BEGIN PGP SIGNATURE-----'
const signatureEnd = '-----END PGP SIGNATURE-----'

/** The words of a clear-signed text (RFC 9580 §7), and its signature as a file. */
function clearSigned(bytes: Buffer, line: string, after: number): Found | null {
  if (line.trimEnd() !== signed) return null
  const from = bytes.indexOf(`\n${signature}`, after, 'latin1')
  const to = from === -1 ? -1 : bytes.indexOf(`\n${signatureEnd}`, from, 'latin1')
  if (to === -1) return null
  // Armor headers such as "Hash: SHA256" end with a blank line.
  let start = after
  for (let header = lineAt(bytes, start); /^[A-Za-z]+: /.test(header.line); header = lineAt(bytes, start))
    start = header.next
  const words = bytes.toString('latin1', start, from + 1).replace(/^- /gm, '')
  const { next } = lineAt(bytes, to + 1)
  const content = bytes.subarray(from + 1, next)
  const contentType = 'application/pgp-signature'
  return { name: 'signature.asc', contentType, content, next, words: Buffer.from(words, 'latin1') }
}

const starts: [mark: string, read: typeof uuencoded][] = [
  ['begin ', uuencoded],
  ['=ybegin ', yencoded],
  [signed, clearSigned],
]

function asPart({ name, contentType, content }: Found): Part {
  const none = { value: '', get: () => undefined, exact: () => undefined }
  const named = (parameter: string) => (parameter === 'filename' ? name : undefined)
  return {
    headers: headersOf([]),
    contentType,
    bodyStart: 0,
    type: none,
    disposition: { value: 'attachment', get: named, exact: named },
    children: [],
    content: () => content,
  }
}

/** Where the mark next stands at the beginning of a line; -1 if nowhere. */
function nextStart(bytes: Buffer, mark: string, from: number): number {
  for (let at = bytes.indexOf(mark, from, 'latin1'); at !== -1; at = bytes.indexOf(mark, at + 1, 'latin1'))
    if (at === 0 || bytes[at - 1] === LF) return at
  return -1
}

/** The text without the files of one kind. */
function takeKind(bytes: Buffer, mark: string, read: typeof uuencoded, files: Part[]): Buffer {
  const kept: Buffer[] = []
  let from = 0
  let misses = 0
  for (let at = nextStart(bytes, mark, 0); at !== -1 && misses < mostMisses; ) {
    const { line, next } = lineAt(bytes, at)
    const found = read(bytes, line, next)
    if (found === null) misses++
    else {
      kept.push(bytes.subarray(from, at), found.words ?? Buffer.alloc(0))
      files.push(asPart(found))
      from = found.next
    }
    at = nextStart(bytes, mark, found?.next ?? next)
  }
  return from === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)])
}

/**
 * Only in lines of their own: what is quoted stays in the quote.
 *
 * @returns the text without the files, and the files
 */
export function takeInlineFiles(bytes: Buffer): { text: Buffer; files: Part[] } {
  const files: Part[] = []
  let text = bytes
  for (const [mark, read] of starts)
    if (text.includes(mark, 0, 'latin1')) text = takeKind(text, mark, read, files)
  return { text, files }
}
