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
/** To, Cc and Bcc count as one field; more of the same are no header, and would be asked for again and again. */
const sameFields = 3
/** Characters of a last line without a colon: "wrote". */
const shortestEnd = 5
/** Characters that the shortest rule has; below, a line need not be asked. */
const shortestRule = 3
/** "Jane Doe (ACME) wrote:", with an address. */
const undatedLength = 160

const date =
  /\p{Nd}{1,2}[:.h]\p{Nd}{2}|\p{Nd}{4}|\p{Nd}{1,2}[./-]\p{Nd}{1,2}[./-]\p{Nd}{2}|\p{Nd}{1,2}\.?\s\p{L}{3,}|\p{L}{3,}\.?\s\p{Nd}{1,2}(?!\p{Nd})/u
const namesAddress = /<\s?(?:mailto:)?[^<>\s]{1,200}@[^<>\s]{1,200}\s?>|\(\s?\S{1,200}@\S{1,200}\)/
const rule = /^[\s>]*(?:(?:[_*-]\s?){5,}|={3,})\s*$/
/** Marks of direction stand anywhere in Hebrew and Arabic lines. */
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** A sentence ends and another begins: prose, which happens to name a date and end with a colon. */
const sentences = /\p{Ll}{5,}[.!?]\s+\p{Lu}/u
/** People quote themselves too: "On 6 January I wrote to you:". */
const firstPerson = /(?<!\p{L})(?:I|we|ich|wir|je|j'ai|nous|jeg|jag|ik|wij|yo)(?!\p{L})/u

const plain = (line: string | undefined) => (line ?? '').slice(0, introLength).replace(directions, '').trim()

/** A name, then an address, with which a paragraph begins: languages whose verb and date come last. */
function namesWriter(lines: readonly string[], at: number): boolean {
  if ((lines[at - 1] ?? '').trim() !== '') return false
  const first = plain(lines[at])
  return namesAddress.test(first) || first.endsWith('<') || /^<\S+@/.test(plain(lines[at + 1]))
}

const hasColon = (line: string) => line.includes(':') || line.includes('：')

/** Whether one of the next lines ends as an introduction does; asked before anything dear. */
function endsSoon(lines: readonly string[], at: number): boolean {
  for (let next = at; next < Math.min(at + introLines, lines.length); next++) {
    const line = lines[next] ?? ''
    if (line.length < shortestEnd && !hasColon(line)) {
      if (line === '') return false
      continue
    }
    if (/[:：e道*_>\-\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(line.charAt(line.length - 1)))
      return true
  }
  return false
}

function introAt(lines: readonly string[], at: number): QuoteStart | null {
  if (!endsSoon(lines, at)) return null
  const opens = introduces.test(plain(lines[at]))
  if (!opens && !namesWriter(lines, at)) return null
  let text = ''
  for (let count = 1; count <= introLines; count++) {
    const line = plain(lines[at + count - 1])
    // A blank or quoted line is never in the middle of an introduction.
    if (line === '' || (count > 1 && line.startsWith('>') && !/^>\s?[:：].{0,40}$/.test(line))) return null
    text += `${count > 1 ? ' ' : ''}${line}`
    if (text.length > introLength) return null
    if (introduction(text, opens) || isUndated(lines, at + count, text))
      return { kind: 'intro', lines: count }
  }
  return null
}

/** `Desk <d@desk.example> writes:` right above marked quotes needs no date. */
function isUndated(lines: readonly string[], below: number, text: string): boolean {
  const next = lines.slice(below, below + 2).find(line => line.trim() !== '')
  return (
    /^\s{0,3}>/.test(next ?? '') && text.length <= undatedLength && /[:：]$/.test(text) && wrote.test(text)
  )
}

function introduction(text: string, opens: boolean): boolean {
  if (!/[:：][*_]*$|(?:wrote|写道)\s*-*$/i.test(text) || !date.test(text) || sentences.test(text))
    return false
  const verb = wrote.test(text)
  if (namesAddress.test(text)) return opens || verb
  return verb && opens && !firstPerson.test(text)
}

/** At least three different fields of a header one under the other, the sender or the date among them. */
function headerAt(lines: readonly string[], at: number): QuoteStart | null {
  let label = labelOf(lines[at] ?? '')
  if (label === null) return null
  const found: Label[] = [label]
  let last = at
  for (let next = at + 1; next < Math.min(lines.length, at + headerLines); next++) {
    const line = lines[next] ?? ''
    // Converted HTML may put a blank line between the fields.
    if (next > last + 1 && line.trim() === '') break
    label = labelOf(line)
    if (label === null) continue
    // The next header, or a list.
    if (found.filter(other => other === label).length >= (label === 'from' ? 1 : sameFields)) break
    found.push(label)
    last = next
  }
  return new Set(found).size >= 3 && (found.includes('from') || found.includes('sent'))
    ? { kind: 'block', lines: last - at + 1 }
    : null
}

/** The start of a quoted mail at line `at`, null if there is none. Looks at most ten lines ahead. */
export function quoteStartAt(lines: readonly string[], at: number): QuoteStart | null {
  const whole = lines[at] ?? ''
  if (whole === '') return null
  const line = whole.length > introLength ? whole.slice(0, introLength) : whole
  if (line.length >= shortestRule && /^[\s>*]*[-_*=]/.test(line)) {
    if (line.length > shortestEnd && separates.test(line)) return { kind: 'block', lines: 1 }
    if (rule.test(line)) {
      const next = lines.slice(at + 1, at + 4).findIndex(text => text.trim() !== '')
      return next === -1 ? null : headerAt(lines, at + 1 + next)
    }
  }
  if (hasColon(line)) {
    if (announces.test(line)) return { kind: 'block', lines: 1 }
    const header = headerAt(lines, at)
    if (header !== null) return header
  }
  return introAt(lines, at)
}
