// In which charset are bytes that no label, or a wrong one, explains?
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'

/** Octets that are looked at: enough letters to tell, few enough to cost nothing. */
const looked = 16_384
/** Letters below which a guess is no better than chance. */
const fewest = 4

/**
 * The commonest small letters of the languages that are written in a charset of one octet a letter; in running text
 * they are more than half of all letters, and in the wrong charset they are hardly ever.
 */
const alphabets: [label: string, letters: string][] = [
  ['windows-1251', 'оеаинтсрвл'],
  ['koi8-r', 'оеаинтсрвл'],
  ['cp866', 'оеаинтсрвл'],
  ['windows-1253', 'αοιετνσηρπ'],
  ['windows-1255', 'יוהלאראמתב'],
  ['windows-1256', 'اليمنرتوبة'],
]

const share = (text: string, wanted: RegExp, of: RegExp): number => {
  const all = text.match(of)?.length ?? 0
  return all < fewest ? 0 : (text.match(wanted)?.length ?? 0) / all
}

/** Japanese has kana in every sentence, Korean is nearly all Hangul, and Chinese has the characters of GB 2312's first rows. */
function eastAsian(bytes: Buffer): string | null {
  const wide = /[^\0-\x7f]/g
  const right: [label: string, wanted: RegExp, least: number][] = [
    ['shift_jis', /[\u3041-\u30fe]/g, 0.25],
    ['euc-jp', /[\u3041-\u30fe]/g, 0.25],
    ['euc-kr', /[\uac00-\ud7a3]/g, 0.85],
    ['gbk', /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/g, 0.95],
  ]
  for (const [label, wanted, least] of right) {
    try {
      // A character that was cut at the end of the stretch is no fault of the label.
      const text = new TextDecoder(label, { fatal: true }).decode(bytes, { stream: bytes.length === looked })
      if (share(text, wanted, wide) >= least) return label
    } catch {
      // Not a text of this charset.
    }
  }
  return null
}

/** In Western languages letters above 0x7f stand alone between ASCII letters; elsewhere they make the words. */
function wordsAreHigh(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  const high = text.match(/[\x80-\xff]/g)?.length ?? 0
  const inRuns = text.match(/[\x80-\xff]{3,}/g)?.reduce((sum, run) => sum + run.length, 0) ?? 0
  return high >= fewest && inRuns / high > 0.7
}

/** Pairs of octets above 0x7f, as the multibyte charsets have them (Shift_JIS has some ASCII second octets). */
const looksPaired = (bytes: Buffer): boolean =>
  share(bytes.toString('latin1'), /[\x80-\xff]{2}|[\x81-\x9f\xe0-\xfc][\x40-\x7e]/g, /[\x80-\xff]/g) > 0.35

/**
 * @param bytes text with octets above 0x7f that is no UTF-8
 * @returns a label for TextDecoder or iconv-lite; null where Western Europe is the best guess
 */
export function guessCharset(bytes: Buffer): string | null {
  const head = bytes.subarray(0, looked)
  const high = wordsAreHigh(head)
  if (high) {
    let best: { label: string; score: number } = { label: '', score: 0.45 }
    for (const [label, letters] of alphabets) {
      const text = iconv.decode(head, label)
      const score = share(text, new RegExp(`[${letters}]`, 'g'), /[^\0-\x7f]/g)
      if (score > best.score) best = { label, score }
    }
    if (best.label !== '') return best.label
  }
  return high || looksPaired(head) ? eastAsian(head) : null
}
