// What does a header say once its encoded words (RFC 2047) are read?
import { decodeCharset } from './charset.ts'

// The charset may carry a language (RFC 2231 §5). A word that is never closed ends with the value.
const word = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([QqBb])\?([^?]*)(?:\?=|$|\?(?=\s))/g

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'b' || encoding === 'B') return Buffer.from(text, 'base64')
  const bytes = text
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, /[^\0-\xff]/.test(bytes) ? 'utf8' : 'latin1')
}

/**
 * Blanks between two encoded words vanish (§6.2). Neighbours of one charset are joined as bytes first, because
 * many mailers split a character in two words although §5 forbids it. Words inside quotes are read too.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  let out = ''
  let end = 0
  let pending: { charset: string; chunks: Buffer[] } | null = null
  const flush = () => {
    if (pending !== null) out += decodeCharset(Buffer.concat(pending.chunks), pending.charset)
    pending = null
  }
  for (const match of value.matchAll(word)) {
    const [whole, charset = '', encoding = '', text = ''] = match
    const between = value.slice(end, match.index)
    const joins: boolean = pending !== null && between.trim() === ''
    if (!joins) {
      flush()
      out += between
    }
    const current: { charset: string; chunks: Buffer[] } | null = pending
    if (current !== null && current.charset === charset.toLowerCase())
      current.chunks.push(wordBytes(encoding, text))
    else {
      flush()
      pending = { charset: charset.toLowerCase(), chunks: [wordBytes(encoding, text)] }
    }
    end = match.index + whole.length
  }
  flush()
  return out + value.slice(end)
}
