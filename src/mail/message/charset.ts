// Which characters do these bytes mean, whatever the label says?
import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import { guessCharset } from './charset-guess.ts'

/** Names seen in mail that neither the WHATWG Encoding Standard nor iconv-lite know. */
const aliases: Record<string, string> = {
  'uft-8': 'utf-8',
  'utf-8n': 'utf-8',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  csunicode11utf7: 'utf-7',
  'unicode-2-0-utf-7': 'utf-7',
  cp932: 'shift_jis',
  'x-ms-cp932': 'shift_jis',
  'shift-jisx0213': 'shift_jis',
  cp936: 'gbk',
  gb18030: 'gb18030',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  ks_c_5861: 'euc-kr',
  cp950: 'big5',
  'cp-850': 'cp850',
  'iso-2022-jp-ms': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  'iso-8859-8-e': 'iso-8859-8',
  // Windows writes its quotes and € under these names; nobody writes the controls that stand there by right.
  'iso-8859-1': 'windows-1252',
  iso8859_1: 'windows-1252',
  latin1: 'windows-1252',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'ansi_x3.4-1968': 'windows-1252',
}
/** Labels that programs set when they do not know: bytes above 0x7f under them may be anything. */
const sayNothing = /^(?:|utf-?8|windows-1252|iso-8859-15|default|x-unknown|unknown|unknown-8bit|binary)$/
/** Bytes below 0x80 do not mean ASCII in these. */
const shifting = /^(?:utf-7|iso-2022|hz-|utf-16|utf-32|ucs-)/
const multibyte = /^(?:gb|big5|euc-|shift_jis|ks_c)/
const decoders = new Map<string, TextDecoder | null>()

function labelOf(declared: string): string {
  const label = declared
    .toLowerCase()
    .trim()
    .replace(/^["']+|["'].*$/g, '')
    .replace(/[\s;].*$/, '')
  return aliases[label] ?? label
}

function decoderFor(label: string): TextDecoder | null {
  const known = decoders.get(label)
  if (known !== undefined) return known
  let decoder: TextDecoder | null = null
  try {
    decoder = new TextDecoder(label, { fatal: true })
  } catch {
    // Not a WHATWG label; iconv-lite may know it.
  }
  // Node 24 decodes windows-1252 as ISO-8859-1, which turns ’ and € into controls; iconv-lite does it right.
  if (decoder?.encoding === 'windows-1252') decoder = null
  if (decoders.size < 500) decoders.set(label, decoder)
  return decoder
}

/** The text if every byte sequence is valid in `label`, else null. */
function strictly(bytes: Buffer, label: string): string | null {
  const decoder = decoderFor(label)
  if (decoder === null) return null
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function leniently(bytes: Buffer, label: string): string | null {
  const decoder = decoderFor(label)
  // Node's EUC-KR lacks what Windows added to it (CP949), which is what is meant.
  if (decoder?.encoding === 'euc-kr') return iconv.decode(bytes, 'cp949')
  if (decoder !== null) return new TextDecoder(label).decode(bytes)
  return iconv.encodingExists(label) ? iconv.decode(bytes, label) : null
}

const isKnown = (label: string): boolean => decoderFor(label) !== null || iconv.encodingExists(label)

/** UTF-8 where there are bytes above 0x7f that are valid in it, else null. */
const eightBit = (bytes: Buffer): string | null => (isAscii(bytes) ? null : strictly(bytes, 'utf-8'))

/** UTF-8 with a few broken bytes (cut, or pasted together) is still UTF-8 if most of it holds. */
function mostlyUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8')
  let broken = 0
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) broken++
  const wide = text.length - broken - (text.match(/[\0-\x7f]/g)?.length ?? 0)
  return wide > 4 * broken ? text : null
}

/**
 * Never fails and never gives nothing for something: strict UTF-8 (bytes above 0x7f are hardly ever valid UTF-8 by
 * accident), then the declared charset, then what the bytes look like, then windows-1252, in which every byte is a
 * character.
 *
 * @param declared charset parameter as it came, '' if none
 * @param defects gets a word when the label was wrong or unknown
 */
export function decodeCharset(bytes: Buffer, declared: string, defects?: Set<string>): string {
  const label = labelOf(declared)
  const shifts = shifting.test(label)
  if (!shifts && isAscii(bytes)) {
    // ISO-2022-JP without its label is plain ASCII with escapes in it.
    return bytes.includes('\x1b$') ? (leniently(bytes, 'iso-2022-jp') ?? '') : bytes.toString('latin1')
  }
  if (shifts) {
    // Seven-bit charsets cannot have bytes above 0x7f; UTF-8 under their label is common.
    const text = (/^(?:utf-7|iso-2022|hz-)/.test(label) ? eightBit(bytes) : null) ?? leniently(bytes, label)
    if (text !== null) return text
  }
  if (multibyte.test(label)) {
    const text = strictly(bytes, label)
    if (text !== null) return text
  }
  const utf8 = strictly(bytes, 'utf-8')
  if (utf8 !== null) return utf8
  if (label === 'utf-8' || label === 'utf8' || label === '') {
    const text = mostlyUtf8(bytes)
    if (text !== null) return text
    if (label !== '') defects?.add(`text is not ${label} as declared`)
  }
  const guess = sayNothing.test(label) || !isKnown(label) ? guessCharset(bytes) : null
  if (guess !== null) {
    defects?.add(`text looks like ${guess}${label === '' ? '' : `, not ${label.slice(0, 40)}`}`)
    return leniently(bytes, guess) ?? ''
  }
  const known = label !== '' && label !== 'utf-8' && label !== 'utf8' ? leniently(bytes, label) : null
  if (known === null && label !== '' && !label.startsWith('utf'))
    defects?.add(`unknown charset ${label.slice(0, 40)}`)
  return known ?? iconv.decode(bytes, 'windows-1252')
}
