// How is a note quoted? As Markdown, after what stands in the draft already.
import { draftOf, keepDraft } from '../../drafts.ts'
import { draftKey } from './composer/draft-key.ts'

/** @param words the note's text, or the part of it that is selected */
export function quoteInto(given: {
  personId: number
  issueId: number
  internal: boolean
  words: string
}): void {
  const key = draftKey(given.personId, given.issueId, given.internal ? 'internal' : 'public')
  const quoted = given.words
    .trim()
    .split('\n')
    .map(line => `> ${line}`.trimEnd())
    .join('\n')
  const before = draftOf(key).trimEnd()
  keepDraft(key, `${before}${before === '' ? '' : '\n\n'}${quoted}\n\n`)
}

/** What is selected within `element`; empty if nothing is. */
export function selectionIn(element: Element | null): string {
  const selection = getSelection()
  if (selection === null || element === null || selection.rangeCount === 0) return ''
  const { commonAncestorContainer } = selection.getRangeAt(0)
  return element.contains(commonAncestorContainer) ? selection.toString() : ''
}
