// What does somebody look for? Their words as a tsquery: all must occur, the last may be a beginning.

/** Words of one search; what comes after is not looked for. */
const maxWords = 16
/** Characters; longer words are no words. */
const maxWordLength = 200

/**
 * @param weights parts of the search vector to look in: A title, B description, C requester; empty: all
 * @returns text for `to_tsquery('simple', …)`, or null if there is no word in it
 */
export function tsquery(text: string, weights = ''): string | null {
  const words = text
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word))
    .slice(0, maxWords)
    .map(word =>
      word
        .slice(0, maxWordLength)
        .replace(/[\\\0]/g, '')
        .replaceAll("'", "''"),
    )
  if (words.length === 0) return null
  const last = words.length - 1
  return words
    .map((word, index) => {
      const suffix = `${index === last ? '*' : ''}${weights}`
      return `'${word}'${suffix === '' ? '' : `:${suffix}`}`
    })
    .join(' & ')
}
