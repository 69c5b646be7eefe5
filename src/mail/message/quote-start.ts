// Does the mail that is answered begin at this line?
import { announces, introduces, type Label, labelOf, separates, wrote } from './quote-words.ts'

/**
 * `intro`: one to five lines such as "On … wrote:". `block`: a rule or pasted header; what follows is the other mail
 * to the end. `lines`: how many lines the introduction itself takes.
 */
export type QuoteStart = { kind: 'intro' | 'block'; lines: number }

/** An introducing line, wrapped or not, is never longer; also keeps the patterns from reading long lines. */
const introLength = 600
const introLines = 5
const headerLines = 10

const date =
  /\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}\.?\s\p{L}{3,}|\p{L}{3,}\.?\s\d{1,2}\b/u
const namesAddress = /<(?:mailto:)?[^<>\s]{1,200}@[^<>\s]{1,200}\s?>|\(\s?\S{1,200}@\S{1,200}\)/
const rule = /^[\s>]*(?:(?:[_*-]\s?){5,}|={3,})\s*$/

function introAt(lines: readonly string[], at: number): QuoteStart | null {
  if (!introduces.test(lines[at]?.slice(0, introLength) ?? '')) return null
  let text = ''
  for (let count = 1; count <= introLines; count++) {
    const line = lines[at + count - 1]?.trim() ?? ''
    // A blank or quoted line is never in the middle of an introduction.
    if (line === '' || (count > 1 && line.startsWith('>') && !/^>\s?:$/.test(line))) return null
    text += `${count > 1 ? ' ' : ''}${line}`
    if (text.length > introLength) return null
    const ends = /[:：][*_]*$|(?:wrote|写道)\s*-*$/i.test(text)
    if (ends && date.test(text) && (wrote.test(text) || namesAddress.test(text)))
      return { kind: 'intro', lines: count }
  }
  return null
}

/** Each line is asked once, though a header looks ten lines ahead: else a mail of nothing but labels would take ten times as long. */
const labels = new WeakMap<readonly string[], (Label | null | undefined)[]>()

function labelAt(lines: readonly string[], at: number): Label | null {
  const known = labels.get(lines) ?? []
  labels.set(lines, known)
  const label = known[at] === undefined ? labelOf(lines[at] ?? '') : known[at]
  known[at] = label
  return label
}

/** At least three different fields of a header one under the other, the sender or the date among them. */
function headerAt(lines: readonly string[], at: number): QuoteStart | null {
  if (labelAt(lines, at) === null) return null
  const found = new Set<Label>()
  let last = at
  for (let next = at; next < Math.min(lines.length, at + headerLines); next++) {
    // Converted HTML may put a blank line between the fields.
    if (lines[next]?.trim() === '' && next > last + 1) break
    const label = labelAt(lines, next)
    if (label === null) continue
    found.add(label)
    last = next
  }
  return found.size >= 3 && (found.has('from') || found.has('sent'))
    ? { kind: 'block', lines: last - at + 1 }
    : null
}

/** The start of a quoted mail at line `at`, null if there is none. Looks at most ten lines ahead. */
export function quoteStartAt(lines: readonly string[], at: number): QuoteStart | null {
  const line = lines[at]?.slice(0, introLength) ?? ''
  if (line.trim() === '') return null
  if (separates.test(line)) return { kind: 'block', lines: 1 }
  if (announces.test(line)) return { kind: 'block', lines: 1 }
  if (rule.test(line)) {
    const next = lines.slice(at + 1, at + 4).findIndex(text => text.trim() !== '')
    return next === -1 ? null : headerAt(lines, at + 1 + next)
  }
  return headerAt(lines, at) ?? introAt(lines, at)
}
