// Which words of a line were changed? What two lines share at their beginning and end is not.
import { type DiffLine, type Hunk, rowsOf } from './hunks.ts'

/** From which to which character of a line's text. */
export type Span = readonly [from: number, to: number]

/** Longer lines are made by programs; nobody reads their words. */
const maxCharacters = 1000
/** Lines that share less than this part are other lines, not changed ones. */
const leastShared = 0.3

/** The changed words of each line that has a counterpart. */
export function changedWords(hunk: Hunk): Map<DiffLine, Span> {
  const spans = new Map<DiffLine, Span>()
  for (const { left, right } of rowsOf(hunk.lines)) {
    if (left === null || right === null || left === right) continue
    const found = changedSpans(left.text, right.text)
    if (found === null) continue
    spans.set(left, found[0])
    spans.set(right, found[1])
  }
  return spans
}

/** Where two lines differ; null where they have too little in common, or all. */
export function changedSpans(before: string, after: string): [Span, Span] | null {
  if (Math.max(before.length, after.length) > maxCharacters) return null
  const [old, now] = [wordsOf(before), wordsOf(after)]
  const shorter = Math.min(old.length, now.length)
  let head = 0
  while (head < shorter && old[head] === now[head]) head++
  let tail = 0
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const span = (words: string[]): Span => [
    lengthOf(words.slice(0, head)),
    lengthOf(words.slice(0, words.length - tail)),
  ]
  const shared = lengthOf(old.slice(0, head)) + lengthOf(old.slice(old.length - tail))
  const blank = (words: string[]) => words.slice(0, head).join('').trim().length
  const longest = Math.max(before.trim().length, after.trim().length)
  if (before === after || shared < leastShared * longest || (blank(old) === 0 && tail === 0)) return null
  return [span(old), span(now)]
}

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []
const lengthOf = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0)
