// Which Message-IDs does a header name (RFC 5322 §3.6.4)?
import { limits } from './limits.ts'

/** Blanks inside an id come from folding; its other bytes, and their case, are the id. */
const bare = (id: string): string => id.replace(/[\s\p{Cc}]+/gu, '')

/**
 * Ids without `<>`, in order, each once. Commas, tabs and comments between them, missing brackets and blanks
 * inside are tolerated. Of very many the first and the last ones remain: the root and the nearest parents.
 */
export function messageIdsIn(value: string): string[] {
  const ids = new Set<string>()
  const add = (id: string) => {
    const text = bare(id)
    if (text !== '' && text.length <= limits.messageIdLength) ids.add(text)
  }
  let end = 0
  for (const match of value.matchAll(/<([^<>]*)>?/g)) {
    for (const word of value.slice(end, match.index).split(/[\s,;>]+/)) if (word.includes('@')) add(word)
    add(match[1] ?? '')
    end = match.index + match[0].length
  }
  for (const word of value.slice(end).split(/[\s,;>]+/))
    if (word.includes('@') || (end === 0 && /^[\w.$+-]{8,}$/.test(word))) add(word)
  const all = [...ids]
  return all.length <= limits.references ? all : [all[0] ?? '', ...all.slice(1 - limits.references)]
}
