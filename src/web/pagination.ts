// How is a long list handed out in pages? Headers as GitLab sends them; Link as in RFC 8288.
import { pagination } from '#contract'
import { DeskError } from '#kernel'
import type { Reply, Request } from './context.ts'

/** Beyond this many rows the total is not said, since counting would cost more than the page (GitLab's own limit). */
export const maxCounted = 10_000

/** Rows to fetch: `limit` is one more than the page shows, which tells whether another page follows. */
export type Window = { limit: number; offset: number }

/**
 * One page by number. Sets X-Page, X-Per-Page, X-Next-Page, X-Prev-Page, Link and, up to `maxCounted` rows, X-Total
 * and X-Total-Pages.
 * @param find fetches `limit` rows from `offset`
 * @param count counts all rows; may stop at `maxCounted` + 1. Not called if the page shows the end by itself.
 */
export async function offsetPage<T>(
  request: Request,
  reply: Reply,
  query: pagination.Offset,
  find: (window: Window) => Promise<readonly T[]>,
  count: () => Promise<number>,
): Promise<T[]> {
  const { page } = query
  const perPage = Math.min(query.per_page, pagination.maxPerPage)
  const rows = await find({ limit: perPage + 1, offset: (page - 1) * perPage })
  const more = rows.length > perPage
  const endSeen = !more && (page === 1 || rows.length > 0)
  const total = endSeen ? (page - 1) * perPage + rows.length : await count()
  const pages = Math.max(1, Math.ceil(total / perPage))
  const counted = total <= maxCounted
  reply.headers({
    'x-page': String(page),
    'x-per-page': String(perPage),
    'x-next-page': more ? String(page + 1) : '',
    'x-prev-page': page > 1 ? String(page - 1) : '',
    ...(counted ? { 'x-total': String(total), 'x-total-pages': String(pages) } : {}),
  })
  const at = (number: number) => ({ page: String(number), per_page: String(perPage) })
  setLink(request, reply, {
    ...(page > 1 ? { prev: at(page - 1) } : {}),
    ...(more ? { next: at(page + 1) } : {}),
    first: at(1),
    ...(counted ? { last: at(pages) } : {}),
  })
  return rows.slice(0, perPage)
}

/** Where the page before ended: the sort value and the id of its last row. */
export type Cursor = { value: string | number | null; id: number }

/** The same for lists that are ordered by times and words alone. */
export const textual = ({ value, id }: Cursor) => ({ value: String(value), id })

/**
 * One page by cursor: as quick at the end of a list as at its start. Sets X-Per-Page and Link rel=next.
 * @param find fetches `limit` rows behind `after`
 * @param cursorOf the place of a row in the order of the list
 * @throws 400 if the cursor is not one of ours
 */
export async function keysetPage<T>(
  request: Request,
  reply: Reply,
  query: { per_page: number; cursor?: string | undefined; id_after?: number | undefined },
  find: (window: { limit: number; after: Cursor | null }) => Promise<readonly T[]>,
  cursorOf: (row: T) => Cursor,
): Promise<T[]> {
  const perPage = Math.min(query.per_page, pagination.maxPerPage)
  const { cursor, id_after: idAfter } = query
  const after =
    cursor !== undefined ? readCursor(cursor) : idAfter !== undefined ? { value: idAfter, id: idAfter } : null
  const rows = await find({ limit: perPage + 1, after })
  const page = rows.slice(0, perPage)
  const last = page.at(-1)
  reply.header('x-per-page', String(perPage))
  if (rows.length > perPage && last !== undefined)
    setLink(request, reply, {
      next: { cursor: writeCursor(cursorOf(last)), pagination: 'keyset', per_page: String(perPage) },
    })
  return page
}

type List<T> = {
  /** Fetches `limit` rows, from `offset` or behind `after`. */
  find: (window: Window & { after: Cursor | null }) => Promise<readonly T[]>
  /** As for a page by number. */
  count: () => Promise<number>
  /** As for a page by cursor. */
  cursorOf: (row: T) => Cursor
}

/** One page by number, or by cursor if the request asks for that. @throws 400 if the cursor is not one of ours */
export function eitherPage<T>(
  request: Request,
  reply: Reply,
  query: pagination.Either,
  { find, count, cursorOf }: List<T>,
): Promise<T[]> {
  if (query.pagination === 'keyset' || query.cursor !== undefined)
    return keysetPage(request, reply, query, window => find({ ...window, offset: 0 }), cursorOf)
  return offsetPage(request, reply, query, window => find({ ...window, after: null }), count)
}

function writeCursor({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

function readCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString())
    const known = value === null || typeof value === 'string' || typeof value === 'number'
    if (known && Number.isSafeInteger(id)) return { value, id }
  } catch {
    // Falls through to the refusal below: what is no JSON is no cursor.
  }
  throw DeskError.invalid('cursor', 'is invalid')
}

/** Links to the same list with other parameters; never with a token that came in the URL. */
function setLink(request: Request, reply: Reply, links: Record<string, Record<string, string>>): void {
  const here = new URL(request.url, reply.server.externalUrl)
  const values = Object.entries(links).map(([rel, change]) => {
    const url = new URL(here)
    for (const name of ['private_token', 'access_token', 'id_after']) url.searchParams.delete(name)
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value)
    return `<${url}>; rel="${rel}"`
  })
  reply.header('link', values.join(', '))
}
