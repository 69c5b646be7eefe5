// Which mailboxes does a header name (RFC 5322 §3.4), and is this an address that mail can go to?
import { cleanLine } from './bytes.ts'
import { decodeWords } from './encoded-words.ts'
import { limits } from './limits.ts'

/** `address` passes `isAddress`; its domain is lower-cased, its local part is as the sender wrote it. */
export type Mailbox = { name: string; address: string }

// RFC 5321 §4.1.2 without what only quoting allows; RFC 6531 §3.3 lets letters of all scripts in.
// Format characters (\p{Cf}: bidi overrides, zero width) would let an address look like another one.
const localPart = /^(?:[^\s\p{C}()<>[\]:;,\\"@]+|"(?:[^\s\p{C}"\\]|\\[^\s\p{C}])+")$/u
const label = /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?$/u
const literal = /^\[[0-9A-Za-z:.]{2,60}\]$/

/**
 * One unquoted `@`, no blanks, controls or invisible characters, the whole ≤ 254 octets. The 64 octets of a local part
 * (RFC 5321 §4.5.3.1.1) are what every server must take, no limit: GitLab publishes longer addresses, and reply
 * addresses of other services are longer too. Says nothing about whether the mailbox exists.
 */
export function isAddress(text: string): boolean {
  if (text.length > 254 || Buffer.byteLength(text) > 254) return false
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  if (at < 1 || !localPart.test(local)) return false
  return literal.test(domain) || domain.split('.').every(part => label.test(part))
}

/** For comparison only: without `<>` and blanks, lower case throughout. */
export function normalizeAddress(text: string): string {
  const trimmed = text.trim()
  const inner = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed
  return inner.trim().toLowerCase()
}

function mailboxOf(address: string, name: string): Mailbox | null {
  // Routes (RFC 5322 §4.4) and "mailto:" are no part of the address.
  const plain = address
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^@[^:]*:/, '')
    .trim()
  if (!isAddress(plain)) return null
  const at = plain.lastIndexOf('@')
  const shown = cleanLine(decodeWords(name))
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()
    .slice(0, limits.nameLength)
  return { name: cleanLine(shown), address: `${plain.slice(0, at)}@${plain.slice(at + 1).toLowerCase()}` }
}

/** One entry between commas, as it is gathered. */
type Entry = { words: string; angle: string | null; comment: string }

const fresh = (): Entry => ({ words: '', angle: null, comment: '' })

/** Comments and blanks within an address are obsolete, not wrong (RFC 5322 §4.4). */
const withoutComments = (angle: string): string =>
  angle.length > 1000 || !/[\s(]/.test(angle)
    ? angle
    : angle.replace(/\((?:[^()\\]|\\.)*\)/g, '').replace(/\s*([.@])\s*/g, '$1')

function entryToMailbox(entry: Entry): Mailbox | null {
  const words = entry.words.trim()
  if (entry.angle !== null) return mailboxOf(withoutComments(entry.angle), unquoted(words) || entry.comment)
  const whole = mailboxOf(words, entry.comment)
  if (whole !== null) return whole
  // "Jane jane@x.example" without brackets. Encoded words never make an address (they are not decoded here).
  let cut = words.length
  while (cut > 0 && !/\s/.test(words[cut - 1] ?? '')) cut--
  return cut > 0 ? mailboxOf(words.slice(cut), unquoted(words.slice(0, cut)) || entry.comment) : null
}

const unquoted = (text: string): string =>
  text.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'))

/** Reads from an opening `"` or `(` to its end; an unclosed one ends with the text. Returns the index after it. */
function skipTo(text: string, start: number, open: string, close: string): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (open !== close && char === open) depth++
    else if (char === close && at > start && --depth <= 0) return at + 1
  }
  return text.length
}

/** Characters before a colon that may name a group; more are no name, and are not looked through at each colon. */
const longestGroupName = 1000

const isGroupName = (words: string): boolean => words.length <= longestGroupName && !/@|mailto$/i.test(words)

/** Splits a header value into entries; group names and their colons vanish (RFC 5322 §3.4). */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = []
  let entry = fresh()
  // Behind a quote that nothing closes, nothing closes any other: to look again would cost the square of the length.
  let unclosed = false
  const push = () => {
    // "Doe, Jane <jane@x>" without quotes is one mailbox, not two.
    const previous = entries.at(-1)
    if (previous && previous.angle === null && entry.angle !== null && !previous.words.includes('@')) {
      entries.pop()
      entry.words = `${previous.words}, ${entry.words.trim()}`
    }
    if (entry.words.trim() !== '' || entry.angle !== null) entries.push(entry)
    entry = fresh()
  }
  for (let at = 0; at < text.length && entries.length < 4 * limits.recipients; ) {
    const char = text[at] ?? ''
    if (char === '"') {
      // A quote that is never closed is an odd character, not the rest of the header.
      const end: number = unclosed ? at : skipTo(text, at, '"', '"')
      const closed: boolean = text[end - 1] === '"' && end - 1 > at
      unclosed ||= !closed
      entry.words += closed ? text.slice(at, end) : ''
      at = closed ? end : at + 1
    } else if (char === '(') {
      const end = skipTo(text, at, '(', ')')
      entry.comment ||= text.slice(at + 1, end - 1)
      at = end
    } else if (char === '<') {
      const end = text.indexOf('>', at)
      const stop = end === -1 ? text.length : end
      entry.angle ??= text.slice(at + 1, stop)
      at = stop + 1
    } else if (char === ',' || char === ';') {
      push()
      at++
    } else if (char === ':' && entry.angle === null && isGroupName(entry.words)) {
      entry = fresh()
      at++
    } else {
      entry.words += char
      at++
    }
  }
  push()
  return entries
}

/**
 * Tolerant: groups are flattened, comments become names where there is none, impossible addresses are dropped.
 *
 * @param headerValue raw (not decoded) value of From, To, Cc, Reply-To …; encoded words in names are read here
 * @returns at most `limits.recipients` mailboxes, in the order of the header
 */
export function parseMailboxes(headerValue: string): Mailbox[] {
  const mailboxes: Mailbox[] = []
  for (const entry of entriesOf(headerValue.slice(0, limits.addressHeaderBytes))) {
    const mailbox = entryToMailbox(entry)
    if (mailbox !== null) mailboxes.push(mailbox)
    if (mailboxes.length >= limits.recipients) break
  }
  return mailboxes
}
