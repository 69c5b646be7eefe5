// Which bytes did the sender encode (RFC 2045 §6)?
import { LF } from './bytes.ts'

const hex = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** RFC 2045 §6.7, tolerant: an `=` that starts neither an octet nor a soft line end stays as it is. */
function decodeQuotedPrintable(input: Buffer): Buffer {
  if (!input.includes(61)) return input
  const out = Buffer.allocUnsafe(input.length)
  let length = 0
  for (let at = 0; at < input.length; at++) {
    const code = input[at] ?? 0
    if (code !== 61) {
      out[length++] = code
      continue
    }
    const high = hex(input[at + 1] ?? 0)
    const low = hex(input[at + 2] ?? 0)
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low
      at += 2
      continue
    }
    // Soft line end: blanks that relays added may stand before it (§6.7 rule 3).
    let end = at + 1
    while (input[end] === 32 || input[end] === 9 || input[end] === 13) end++
    if (end >= input.length || input[end] === LF) at = end
    else out[length++] = code
  }
  return out.subarray(0, length)
}

/**
 * Bytes outside the alphabet are ignored (RFC 2045 §6.8). Padding ends a stream; some mailers join several of them,
 * and list servers put a line of plain text below.
 */
function decodeBase64(input: Buffer): Buffer {
  const padding = input.indexOf(61)
  const rest = padding === -1 ? '' : input.toString('latin1', padding).replace(/^=[=\s]*/, '')
  if (rest === '' || !/^[A-Za-z0-9+/=\r\n]+$/.test(rest))
    return decodeStream(padding === -1 ? input : input.subarray(0, padding))
  return Buffer.concat(
    input
      .toString('latin1')
      .split(/=[=\s]*/)
      .map(stream => Buffer.from(stream, 'base64')),
  )
}

/** Octets decoded at a time, few enough for the young generation: a file of 18 MB must not lie in memory as text as well. */
const pieceBytes = 48 * 1024

function decodeStream(input: Buffer): Buffer {
  if (input.length <= pieceBytes) return Buffer.from(input.toString('latin1'), 'base64')
  const out = Buffer.allocUnsafeSlow(Math.ceil(input.length * 0.75))
  let length = 0
  let carried = ''
  for (let at = 0; at < input.length; at += pieceBytes) {
    const letters = carried + input.toString('latin1', at, at + pieceBytes).replace(/[^A-Za-z0-9+/_-]+/g, '')
    // Four letters are three octets; what is left over waits for the next piece.
    const whole = at + pieceBytes < input.length ? letters.length - (letters.length % 4) : letters.length
    length += out.write(letters.slice(0, whole), length, 'base64')
    carried = letters.slice(whole)
  }
  return out.subarray(0, length)
}

function uuLine(line: string): Buffer {
  const count = (line.charCodeAt(0) - 32) & 63
  const bytes = Buffer.alloc(Math.ceil(count / 3) * 3)
  for (let at = 1, to = 0; to < count; at += 4, to += 3) {
    const [a, b, c, d] = [0, 1, 2, 3].map(i => ((line.charCodeAt(at + i) || 32) - 32) & 63)
    bytes.writeUIntBE(((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0), to, 3)
  }
  return bytes.subarray(0, count)
}

/** @returns null if the line is none of uuencoded data: its first character counts the octets of the others */
export function decodeUuLine(line: string): Buffer | null {
  if (/[^ -`]/.test(line)) return null
  const count = (line.charCodeAt(0) - 32) & 63
  const wanted = 1 + Math.ceil(count / 3) * 4
  // Blanks at the end are cut by relays; some encoders add a character that counts nothing, and spare the padding.
  if (line.length > wanted + 1 || (line.length < wanted - 3 && line.length > 1)) return null
  return uuLine(line === '' ? '`' : line)
}

/** `begin` … `end`, as Unix mailers sent files before MIME. */
function decodeUuencode(input: Buffer): Buffer {
  const chunks: Buffer[] = []
  let begun = false
  for (const line of input.toString('latin1').split(/\r?\n/)) {
    if (!begun) {
      begun = /^begin(?:-base64)? [0-7]{3,4} /.test(line)
      continue
    }
    if (line === 'end') break
    chunks.push(uuLine(line))
  }
  return begun ? Buffer.concat(chunks) : input
}

/** Text that was labelled Base64 by mistake has blanks between words and marks of writing. */
function looksLikeBase64(input: Buffer): boolean {
  const start = input.subarray(0, 4096).toString('latin1')
  const foreign = start.match(/[^A-Za-z0-9+/=\s]/g)?.length ?? 0
  const blanks = start.match(/[A-Za-z0-9] +[A-Za-z0-9]/g)?.length ?? 0
  return foreign + blanks <= start.length / 20
}

/**
 * @param declared Content-Transfer-Encoding as it came; unknown ones mean the bytes are as they are
 */
export function decodeTransferEncoding(input: Buffer, declared: string): Buffer {
  switch (/[a-z0-9-]+/.exec(declared.toLowerCase().replace(/\([^)]*\)/g, ''))?.[0]) {
    case 'base64':
      return looksLikeBase64(input) ? decodeBase64(input) : input
    case 'quoted-printable':
      return decodeQuotedPrintable(input)
    case 'uuencode':
    case 'x-uuencode':
    case 'x-uue':
      return decodeUuencode(input)
    default:
      return input
  }
}
