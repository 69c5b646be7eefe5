// What do Content-Type and Content-Disposition say beside their value (RFC 2045 §5.1, RFC 2231)?
import { cleanLine } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import { decodeWords } from './encoded-words.ts'
import { limits } from './limits.ts'

export type Parameters = {
  /** What stands before the first `;`, lower-cased. */
  value: string
  /** Decoded for people, one line. */
  get(name: string): string | undefined
  /** As it came, unquoted: for boundaries, in which every octet counts. */
  exact(name: string): string | undefined
}

/** Splits at `;` outside quotes and comments; linear in the length. */
function segmentsOf(header: string): string[] {
  const segments: string[] = []
  let current = ''
  let quoted = false
  let comment = 0
  for (let at = 0; at < header.length && segments.length < limits.parameters; at++) {
    const char = header[at] ?? ''
    if (char === '\\' && (quoted || comment > 0) && /["\\()]/.test(header[at + 1] ?? '')) {
      if (comment === 0) current += char + (header[at + 1] ?? '')
      at++
    } else if (char === '"' && comment === 0) {
      quoted = !quoted
      current += char
    } else if (!quoted && char === '(' && !/[=\w]/.test(header[at - 1] ?? '')) comment++
    else if (!quoted && comment > 0) comment -= char === ')' ? 1 : 0
    else if (!quoted && char === ';') {
      segments.push(current)
      current = ''
    } else current += char
  }
  segments.push(current)
  return segments
}

const unquote = (text: string): string => {
  const value = text.trim()
  if (!value.startsWith('"')) return value
  const close = value.length > 1 && value.endsWith('"') ? value.length - 1 : value.length
  return value.slice(1, close).replace(/\\(["\\])/g, '$1')
}

const percentBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1',
  )

type Piece = { index: number; extended: boolean; value: string }

/** RFC 2231 §3 and §4: `name*0*=utf-8'en'a%20; name*1=b` is one value. */
function joinPieces(pieces: Piece[]): string {
  pieces.sort((a, b) => a.index - b.index)
  const first = pieces[0]
  const head = first?.extended ? /^([^']*)'[^']*'/.exec(first.value) : null
  if (first && head) first.value = first.value.slice(head[0].length)
  const bytes = pieces.map(piece => (piece.extended ? percentBytes(piece.value) : Buffer.from(piece.value)))
  return decodeCharset(Buffer.concat(bytes), head?.[1] ?? '')
}

/**
 * Where a name comes twice, its first value counts; an RFC 2231 form wins over a plain one (RFC 6266 §4.3 gives
 * the same order), so that every reader of a mail sees one answer.
 */
export function readParameters(header: string): Parameters {
  const [value = '', ...rest] = segmentsOf(header)
  const plain = new Map<string, string>()
  const pieces = new Map<string, Piece[]>()
  for (const segment of rest) {
    const equals = segment.indexOf('=')
    if (equals < 1) continue
    const name = segment.slice(0, equals).trim().toLowerCase()
    const text = unquote(segment.slice(equals + 1))
    const part = /^([^*]+)\*(?:(\d{1,4})(\*?))?$/.exec(name)
    if (part === null) {
      if (!plain.has(name)) plain.set(name, text)
      continue
    }
    const key = part[1] ?? ''
    const piece = {
      index: Number(part[2] ?? 0),
      extended: part[2] === undefined || part[3] === '*',
      value: text,
    }
    pieces.set(key, [...(pieces.get(key) ?? []), piece])
  }
  return {
    value: value.trim().toLowerCase(),
    exact: name =>
      plain.get(name) ??
      (pieces.has(name) ? joinPieces((pieces.get(name) ?? []).map(piece => ({ ...piece }))) : undefined),
    get: name => {
      const parts = pieces.get(name)
      if (parts !== undefined) return cleanLine(joinPieces(parts.map(piece => ({ ...piece }))))
      const text = plain.get(name)
      return text === undefined ? undefined : cleanLine(decodeWords(text))
    },
  }
}
