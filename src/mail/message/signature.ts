// Where do the writer's words end, and a signature, the footer of a phone or of a list, or a disclaimer begin?
import { disclaims, fromPhone } from './signature-words.ts'

/** Lines below `-- `: a card of five lines and the disclaimer of a lawyer's office. */
const longestSignature = 30
/** Lines below a delimiter that is none of RFC 3676 §4.3, which could be a rule between two thoughts. */
const longestCard = 12
/** Characters of a line of such a card; people's sentences are longer. */
const cardLine = 100
/** Characters of a line that is looked at for the words of a phone or a lawyer. */
const lookedAt = 300
/** Lines of a paragraph that disclaims, at the end. */
const longestDisclaimer = 25
/** A card, the footer of a phone, that of a list, a disclaimer, of each mail that was passed on: below each other at most. */
const layers = 12

const isBlank = (line: string | undefined) => line === undefined || line === '' || line.trim() === ''

/** RFC 3676 §4.3. Some programs take the blank away. */
const isStandard = (line: string) => line === '-- ' || line === '--\u00a0'
const isDelimiter = (line: string) => /^(?:--|[—–]{1,40}|_{2,80})[\s\u00a0]{0,3}$/.test(line)
/** What people structure their thoughts with, below a line of dashes. */
const isMarkdown = (line: string) => /^\s{0,3}(?:#{1,6}\s|\||```|~~~|[-*+]\s|\d{1,3}[.)]\s|>)/.test(line)
const isFence = (line: string) =>
  (line.includes('```') || line.includes('~~~')) && /^\s{0,3}(?:```|~~~)/.test(line)

/** Whether a line stands in a block of code, where dashes are dashes. */
function isInCode(lines: readonly string[], at: number): boolean {
  let open = false
  for (let index = 0; index < at; index++) if (isFence(lines[index] ?? '')) open = !open
  return open
}

function isSignature(lines: readonly string[], start: number, end: number): boolean {
  const delimiter = lines[start] ?? ''
  const rest = lines.slice(start + 1, end).filter(line => !isBlank(line))
  if (rest.length === 0) return true
  if (isStandard(delimiter)) return rest.length <= longestSignature
  return rest.length <= longestCard && rest.every(line => line.length <= cardLine && !isMarkdown(line))
}

/** The first delimiter with nothing but a signature below it; `end` if there is none. */
function belowDelimiter(lines: readonly string[], end: number, code: boolean): number {
  for (let at = Math.max(0, end - longestSignature * 2); at < end; at++)
    if (isDelimiter(lines[at] ?? '') && isSignature(lines, at, end))
      return code && isInCode(lines, at) ? end : at
  return end
}

/** Of a link of Markdown, which HTML has become, its words. */
const words = (line: string) =>
  line.includes('](') ? line.replace(/\[([^[\]]*)\]\([^()\s]*\)/g, '$1') : line
const isFromPhone = (line: string) => line.length <= lookedAt && fromPhone.test(words(line))
const standsApart = (lines: readonly string[], at: number) =>
  isBlank(lines[at - 1]) || isDelimiter(lines[at - 1] ?? '')

/** A paragraph such as "Sent from my iPhone": what comes below it is an answered mail without any mark. */
function phoneAbove(lines: readonly string[]): number {
  for (let at = 1; at < lines.length; at++)
    if (lines[at] !== '' && isBlank(lines[at + 1]) && standsApart(lines, at) && isFromPhone(lines[at] ?? ''))
      return at
  return lines.length
}

/** The last line, if it is one of those; directly below the words only if it is no sentence. */
function phoneLast(lines: readonly string[], end: number): number {
  const line = lines[end - 1] ?? ''
  if (end < 2 || !isFromPhone(line)) return end
  return standsApart(lines, end - 1) || !line.endsWith('.') ? end - 1 : end
}

/** The last paragraph, if that is what lawyers write. */
function disclaimer(lines: readonly string[], end: number): number {
  for (let at = Math.max(1, end - longestDisclaimer); at < end; at++)
    if (
      isBlank(lines[at - 1]) &&
      disclaims.test(
        lines
          .slice(at, at + 3)
          .join(' ')
          .slice(0, lookedAt),
      )
    )
      return at
  return end
}

/**
 * @param known `again`: the lines are what an earlier search left of a longer text, so that only their end is new;
 *   `fences`: there may be blocks of code
 * @returns the line at which it begins; the number of lines, if there is none or if nothing else would be left
 */
export function signatureStart(
  lines: readonly string[],
  { again, fences: code }: { again: boolean; fences: boolean },
): number {
  const first = lines.findIndex(line => !isBlank(line))
  const phone = again ? lines.length : phoneAbove(lines)
  let start = lines.length
  for (let layer = 0; layer < layers; layer++) {
    let end = start
    while (end > 0 && isBlank(lines[end - 1])) end--
    const next = Math.min(
      belowDelimiter(lines, end, code),
      phone,
      phoneLast(lines, end),
      disclaimer(lines, end),
    )
    if (next >= end || next <= first) break
    start = next
  }
  return start
}
