// What stands in the ticket or note? The writer's words, whole.
import { limits } from '../limits.ts'

/** What the tracker takes of one text; the mail's own limit is the same, so only what we add can pass it. */
const maxTextLength = 1_048_576
const cutMark = '\n\n(The text goes on in the original mail.)'

/** Leaves `reserved` characters for what is added below. */
export function bounded(text: string, reserved = 0): string {
  const room = maxTextLength - reserved
  return text.length <= room ? text : `${text.slice(0, room - cutMark.length).toWellFormed()}${cutMark}`
}

/** The subject as a title; `whole`: it was too long for one, and stands at the top of the description. */
export function titleOf(subject: string): { title: string; whole: string | null } {
  const line = subject.replace(/\s+/g, ' ').trim()
  if (line === '') return { title: '(no subject)', whole: null }
  const characters = [...line]
  if (characters.length <= limits.titleLength) return { title: line, whole: null }
  return { title: `${characters.slice(0, limits.titleLength - 1).join('')}…`, whole: line }
}

/** In our unsubscribe links and reply addresses, which stand in the footers that people quote. */
const keys = /(?<=sent_notifications\/)[0-9a-f]{32}|[0-9a-f]{32}(?=(?:-unsubscribe)?@)/gi

/**
 * Without the keys of our own mails: whoever reads the note could else answer or unsubscribe in the name of the writer
 * (CHECKLIST T10). The raw mail keeps them.
 */
export function withoutKeys(text: string): string {
  return text.replace(keys, '…')
}
