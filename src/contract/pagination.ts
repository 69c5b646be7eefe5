// How does a client walk through a long list?
import { z } from 'zod'
import { count, id } from './fields.ts'

/** Rows of a page if the client does not say. */
export const defaultPerPage = 20
/** Rows of a page at most; who asks for more gets this many, as GitLab does. */
export const maxPerPage = 100
/** The last page that can be asked for: its offset must stay a number that PostgreSQL takes. */
const maxPage = 1_000_000_000

/** `?page=2&per_page=50`. */
export const Offset = z.object({
  page: count(1, maxPage).default(1).describe('The page, counted from 1'),
  per_page: count(1, Number.MAX_SAFE_INTEGER)
    .default(defaultPerPage)
    .describe(`Rows of a page; at most ${maxPerPage}`),
})

/** `?pagination=keyset&cursor=…`: the way that stays fast however far one walks. Both ways are offered together. */
export const Either = Offset.extend({
  pagination: z.enum(['keyset', 'legacy']).default('legacy'),
  cursor: z.string().max(1000).optional().describe('Where the page before ended; taken from the Link header'),
  id_after: id.optional().describe('Rows after this id, where the list is ordered by id'),
})

export type Offset = z.infer<typeof Offset>
export type Either = z.infer<typeof Either>
