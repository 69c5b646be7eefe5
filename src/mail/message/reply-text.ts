// What did the writer of this reply add, and what only comes along (quoted mail, signature)?
import { htmlToMarkdown } from './html-to-markdown.ts'
import { quoteStartAt } from './quote-start.ts'
import { signatureStart } from './signature.ts'

/** Lines of a signature below a quote. */
const longestSignature = 30
/** Characters from which on a quoted line may have been broken by a program on its way. */
const wrappedAt = 60

/** Some programs put the initials of the other before the mark: `JD> `. */
const isQuoted = (line: string | undefined) =>
  line !== undefined && line !== '' && /^\s{0,3}(?:[A-Z]{2,4})?>/.test(line)
const isBlank = (line: string | undefined) => line === undefined || line === '' || line.trim() === ''
const isDelimiter = (line: string | undefined) => line !== undefined && /^(?:--|—|–)\s{0,3}$/.test(line)

/** What list servers put below everything. */
const isFooter = (line: string | undefined) => line !== undefined && /^_{2,}\s*$/.test(line)

const isSignature = (lines: readonly string[], start: number): boolean =>
  (isDelimiter(lines[start]) || isFooter(lines[start])) && lines.length - start <= longestSignature + 1

/** The rest of a long quoted line that was broken without a mark, between two that have one. */
function isWrapped(lines: readonly string[], at: number): boolean {
  const above = lines[at - 1]
  return (
    isQuoted(above) && (above?.length ?? 0) >= wrappedAt && !isBlank(lines[at]) && isQuoted(lines[at + 1])
  )
}

/** First line from `at` that is neither blank nor, unless `quotes` count, quoted. */
function nextText(lines: readonly string[], at: number, quotes: boolean): number {
  let next = at
  const passes = (index: number) =>
    isBlank(lines[index]) || (!quotes && (isQuoted(lines[index]) || isWrapped(lines, index)))
  while (next < lines.length && passes(next)) next++
  return next
}

/** A rule above a pasted header belongs to it. */
function withRule(lines: readonly string[], at: number): number {
  let above = at
  while (above > 0 && isBlank(lines[above - 1])) above--
  return /^[\s*_-]{3,}$/.test(lines[above - 1] ?? '') ? above - 1 : at
}

/** Lines between two fences: a mail pasted as an example is no answered one. A fence that nothing closes is none. */
function codeLines(lines: readonly string[]): Uint8Array {
  const code = new Uint8Array(lines.length)
  let open = -1
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (!(line.includes('```') || line.includes('~~~')) || !/^\s{0,3}(?:```|~~~)/.test(line)) continue
    if (open === -1) open = at
    else {
      code.fill(1, open, at + 1)
      open = -1
    }
  }
  return code
}

/** The first introduction or header of an answered mail; -1 if there is none. */
function firstStart(lines: readonly string[], code: Uint8Array | null): number {
  for (let at = 0; at < lines.length; at++)
    if (lines[at] !== '' && code?.[at] !== 1 && !isQuoted(lines[at]) && quoteStartAt(lines, at) !== null)
      return at
  return -1
}

/** Whether below the quotes that come next something stands that is no signature. */
function answersBelow(lines: readonly string[], quote: number): boolean {
  const after = nextText(lines, quote, false)
  return after < lines.length && !isSignature(lines, after)
}

/** Line at which the answered mail begins and after which nothing of the writer's comes; -1 if there is none. */
function tailStart(lines: readonly string[], at: number): number {
  const start = at === -1 ? null : quoteStartAt(lines, at)
  if (start === null) return -1
  // If the mail begins with it, the answer stands below or nowhere.
  const onTop = nextText(lines, 0, true) === at
  if (start.kind === 'block') {
    const quote = onTop ? lines.findIndex((line, index) => index > at && isQuoted(line)) : -1
    return quote !== -1 && answersBelow(lines, quote) ? -1 : withRule(lines, at)
  }
  const first = nextText(lines, at + start.lines, true)
  // Without quote marks, or with strange ones, nobody can tell the mails apart below this line.
  if (!isQuoted(lines[first])) return onTop && first < lines.length ? -1 : at
  // Answers between or below the quotes: they stay where they are, with what they answer.
  return answersBelow(lines, first) ? -1 : at
}

/** What `diff` prints: lines with `<`, a rule, and below it lines with `>`. */
const isDiff = (lines: readonly string[], end: number) =>
  (lines[end - 1] === '---' && /^<\s/.test(lines[end - 2] ?? '')) ||
  /^\d+(?:,\d+)?a\d/.test(lines[end - 1] ?? '')

/** Quotes at the very end, with the line that introduces them. */
function quotedEnd(lines: readonly string[]): number {
  let end = lines.length
  let quoted = false
  while (end > 0 && (isBlank(lines[end - 1]) || isQuoted(lines[end - 1]))) {
    quoted ||= isQuoted(lines[end - 1])
    end--
  }
  if (!quoted || isDiff(lines, end)) return lines.length
  for (let above = Math.max(0, end - 5); above < end; above++) {
    const start = quoteStartAt(lines, above)
    if (start?.kind === 'intro' && above + start.lines === end) return above
  }
  return end
}

const wordCharacters = /[\p{L}\p{N}]/gu

/** Characters of a line that introduces. */
const longestIntroduction = 300

/** The line above a marked quote, if it ends as introductions of all languages do: with date or time, and a colon. */
function withIntroduction(lines: readonly string[], at: number): number {
  let end = at
  while (end > 0 && isBlank(lines[end - 1])) end--
  const last = lines[end - 1] ?? ''
  const introduces =
    last.length <= longestIntroduction && /(?:\p{Nd}{4}|\p{Nd}[:.]\p{Nd}{2}).*[:：]\s*$/u.test(last)
  return end > 1 && introduces ? end - 1 : at
}

/**
 * Where the HTML of a known mail program puts its quote, found again in the text: the line up to which the text has
 * the letters that stand before the quote.
 */
function htmlQuoteStart(lines: readonly string[], html: string): number {
  const { beforeQuote } = htmlToMarkdown(html)
  if (beforeQuote === null) return -1
  const letters = (beforeQuote.match(wordCharacters) ?? []).join('')
  if (letters === '') return -1
  let seen = ''
  for (const [index, line] of lines.entries()) {
    seen += (line.match(wordCharacters) ?? []).join('')
    if (seen.length < letters.length) continue
    const firstQuote = lines.findIndex((text, at) => at > index && isQuoted(text))
    // Text below marked quotes is an answer to them.
    const mixed = firstQuote !== -1 && nextText(lines, firstQuote, false) < lines.length
    return seen === letters && !mixed ? withIntroduction(lines, index + 1) : -1
  }
  return -1
}

/** Rounds over the whole text at most: a signature below a quote below a signature … of somebody who tries. */
const rounds = 4

/**
 * Cuts once, so that nothing can be lost: all lines of `text` are in `reply` or `trimmed`, in order. What is left is
 * looked at again until nothing more is found, so that a reply that is split again stays as it is.
 *
 * @param html the mail's HTML, if it has any: mail programs mark the quote in it more clearly than in text
 * @returns `reply` is '' where the mail only quotes
 */
export function splitReply(text: string, html?: string | null): { reply: string; trimmed: string } {
  const lines = text.split('\n')
  const fences = text.includes('```') || text.includes('~~~')
  const start = firstStart(lines, fences ? codeLines(lines) : null)
  let cut = lines.length
  for (let round = 0; round < rounds; round++) {
    const left = round === 0 ? lines : lines.slice(0, cut)
    let quote = tailStart(left, start < cut ? start : -1)
    if (quote === -1 && html && round === 0) quote = htmlQuoteStart(left, html)
    if (quote === -1) quote = quotedEnd(left)
    const next = signatureStart(quote === cut ? left : left.slice(0, quote), { again: round > 0, fences })
    if (left.slice(next).every(isBlank)) break
    cut = next
  }
  return { reply: lines.slice(0, cut).join('\n').trimEnd(), trimmed: lines.slice(cut).join('\n') }
}
