// Which titles, texts and days does a person give, of an issue, a milestone, a merge request?
import { DeskError } from './errors.ts'

/** Characters; as wide as GitLab's, and the column's own limit. */
const maxTitleLength = 255
/** Characters of a description or note; GitLab's limit. */
const maxTextLength = 1_048_576

/** @throws invalid, naming `title` */
export function checkTitle(title: string): string {
  const clean = title.replace(/\s+/g, ' ').trim()
  if (clean === '') throw DeskError.invalid('title', "can't be blank")
  // PostgreSQL counts code points, as a person would.
  if ([...clean].length > maxTitleLength)
    throw DeskError.invalid('title', `is too long (maximum is ${maxTitleLength} characters)`)
  return clean
}

/** A title of what somebody wrote for another purpose: a commit's first line. */
export const shortenTitle = (text: string) => [...text].slice(0, maxTitleLength).join('')

/** @throws invalid, naming `field` */
export function checkText(field: string, text: string): string {
  if (text.length > maxTextLength)
    throw DeskError.invalid(field, `is too long (maximum is ${maxTextLength} characters)`)
  if (text.includes('\0')) throw DeskError.invalid(field, 'contains a NUL character')
  return text
}

/** A day that exists, as `YYYY-MM-DD`. @throws invalid, naming `field` */
export function checkDay(field: string, day: string): string {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined
  if (date === undefined || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day))
    throw DeskError.invalid(field, 'is not a valid date')
  return day
}

/**
 * JSON that PostgreSQL takes as `json` and `jsonb`: without NUL and lone surrogates, which a mail may hold, and which stay
 * where a text is cut in the middle of a character.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner,
  )
}
