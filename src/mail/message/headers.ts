// Which header fields does a part have, in which order, and what do they say?
import { cleanLine } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import { decodeWords } from './encoded-words.ts'
import { limits } from './limits.ts'

/** A header section. Names are case-insensitive; a field may come several times, in the order of the mail. */
export type Headers = {
  /** First field of that name, unfolded, encoded words read, one line. */
  get(name: string): string | undefined
  /** All fields of that name, as `get` gives them. */
  all(name: string): string[]
  has(name: string): boolean
  /** All fields of that name, unfolded only: what addresses, ids and parameters are read from. */
  raw(name: string): string[]
  /** Names in the order of the mail, lower-cased, with repetitions. */
  names(): string[]
}

type Field = { name: string; value: string }

// RFC 5322 §2.2, with the blanks before the colon that §4.5 allows to old mail.
const fieldStart = /^([!-9;-~]{1,256})[ \t]*:/

/** Where the header section ends: `fields` are unfolded, `bodyStart` is the first byte after the blank line. */
export type HeaderSection = { headers: Headers; bodyStart: number; defects: string[] }

/** 8-bit header bytes: UTF-8 (RFC 6532) when valid, else the best guess; never a byte for a character. */
const textOf = (value: string): string =>
  /[\x80-\xff]/.test(value) ? decodeCharset(Buffer.from(value, 'latin1'), '') : value

export function headersOf(fields: readonly Field[]): Headers {
  const raw = (name: string) => {
    const wanted = name.toLowerCase()
    const values: string[] = []
    for (const field of fields) if (field.name === wanted) values.push(textOf(field.value))
    return values
  }
  const decoded = (value: string) => cleanLine(decodeWords(value.slice(0, limits.headerBytes)))
  return {
    get: name => {
      const wanted = name.toLowerCase()
      const field = fields.find(candidate => candidate.name === wanted)
      return field && decoded(textOf(field.value))
    },
    all: name => raw(name).map(decoded),
    has: name => fields.some(field => field.name === name.toLowerCase()),
    raw,
    names: () => fields.map(field => field.name),
  }
}

type Scan = { fields: Field[]; defects: string[]; junk: number }

/** One line of the section; false where the body begins without a blank line. */
function takeLine(scan: Scan, line: string, first: boolean, peek: () => string): boolean {
  const last = scan.fields.at(-1)
  if ((line.startsWith(' ') || line.startsWith('\t')) && last !== undefined) {
    last.value += ` ${line.trim()}`
    return true
  }
  const match = fieldStart.exec(line)
  if (match !== null) {
    scan.fields.push({ name: (match[1] ?? '').toLowerCase(), value: line.slice(match[0].length).trim() })
    return true
  }
  // "From " of mbox files, at the very top only.
  if (first && /^>?From /.test(line)) return true
  // One odd line between fields is skipped; anything else is the body.
  const next = peek()
  if (scan.fields.length === 0 || scan.junk >= 20 || !(fieldStart.test(next) || next === '')) return false
  scan.junk++
  scan.defects.push('a header line without a colon')
  return next !== '' || !/\s/.test(line.trim())
}

const lineAt = (bytes: Buffer, start: number, end: number): { text: string; next: number } => {
  let stop = bytes.indexOf(10, start)
  if (stop === -1 || stop >= end) stop = end
  const text = bytes.toString('latin1', start, stop > start && bytes[stop - 1] === 13 ? stop - 1 : stop)
  return { text, next: Math.min(stop + 1, end) }
}

/** Reads the header section that starts at `start`; bytes before it that are blank or a BOM are passed over. */
export function readHeaders(bytes: Buffer, start: number, end: number, top: boolean): HeaderSection {
  const scan: Scan = { fields: [], defects: [], junk: 0 }
  let at = start
  if (top) {
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3
    while (at < end && (bytes[at] === 10 || bytes[at] === 13)) at++
  }
  const limit = Math.min(end, at + limits.headerBytes)
  const begin = at
  while (at < end) {
    const { text, next } = lineAt(bytes, at, end)
    if (text.trim() === '') {
      // A line of blanks inside a folded field (RFC 5322 §4.2) is no end of the header.
      if (text === '' || !/^[ \t]+\S/.test(lineAt(bytes, next, end).text.slice(0, 1000)))
        return { headers: headersOf(scan.fields), bodyStart: next, defects: scan.defects }
      at = next
      continue
    }
    if (at >= limit || scan.fields.length >= limits.headerFields) {
      scan.defects.push('header over the limit')
      const blank = /\r?\n\r?\n/.exec(bytes.toString('latin1', at, end))
      return {
        headers: headersOf(scan.fields),
        bodyStart: blank ? at + blank.index + blank[0].length : end,
        defects: scan.defects,
      }
    }
    if (!takeLine(scan, text, at === begin, () => lineAt(bytes, next, end).text)) {
      scan.defects.push('no blank line before the body')
      break
    }
    at = next
  }
  return { headers: headersOf(scan.fields), bodyStart: Math.min(at, end), defects: scan.defects }
}
