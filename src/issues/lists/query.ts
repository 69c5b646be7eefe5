// What does somebody look for? All their words must occur, the last may be a beginning.
import { type RawBuilder, sql } from 'kysely'

/** Words of one search; what comes after is not looked for. */
const maxWords = 16
/** Characters; longer words are no words. */
const maxWordLength = 200

/** The same characters as the function `searchable` of the database makes blanks of. */
const blanks = /[<>„“”‚‘’«»‹›–—…•·¿¡、。「」『』（）！？：；，\u3000\u00a0\u200b\u202f\\\0]/g

const quoted = (word: string, suffix: string) =>
  `'${word.replaceAll("'", "''")}'${suffix === '' ? '' : `:${suffix}`}`

function wordsIn(text: string): string[] {
  return text
    .normalize()
    .replace(blanks, ' ')
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word))
    .slice(0, maxWords)
    .map(word => word.slice(0, maxWordLength))
}

/**
 * PostgreSQL takes an address apart only when it is whole, so half of one (`jane@cust`) is looked for as it stands, too.
 * @param weights parts of the search vector to look in: A title, B description, C requester; empty: all
 * @returns a `tsquery`, or null if there is no word in the text
 */
export function tsquery(text: string, weights = ''): RawBuilder<unknown> | null {
  const words = wordsIn(text)
  const last = words.pop()
  if (last === undefined) return null
  const before = words.map(word => quoted(word, weights)).join(' & ')
  const beginning = sql`to_tsquery('simple', ${quoted(last, `*${weights}`)})`
  const asItStands = sql`${quoted(last.toLowerCase(), `*${weights}`)}::tsquery`
  const end = /^[\p{L}\p{N}]+$/u.test(last) ? beginning : sql`(${beginning} || ${asItStands})`
  return sql`(${plannedAnew()} to_tsquery('simple', ${before}) && ${end})`
}

let searches = 0

/**
 * Makes the statement another one each time: a plan for one word is bad for another, as only the word tells whether one
 * row or half the table matches; and what the pool knows by name gets one plan for all.
 */
function plannedAnew(): RawBuilder<unknown> {
  searches = (searches + 1) % 1_000_000
  return sql.raw(`/* ${searches} */`)
}
