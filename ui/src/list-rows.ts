// What is a list that was loaded page after page, and how do rows come into it without moving others?
import type { InfiniteData } from '@tanstack/react-query'
import type { Page } from './api/client.ts'
import type { IssueRow } from './api/issues.ts'

export type Rows = InfiniteData<Page<IssueRow>, string | null>

export const isRows = (data: unknown): data is Rows =>
  typeof data === 'object' && data !== null && Array.isArray((data as Partial<Rows>).pages)

export const flat = (data: Pick<Rows, 'pages'> | undefined): IssueRow[] =>
  data?.pages.flatMap(page => page.rows) ?? []

/** Whether the last page has come. */
export const isComplete = (data: Rows) => data.pages.at(-1)?.next === null

/**
 * Rows of `order` that are not in `rows` go before all that follow them there; what is there already stays where it is.
 * What comes after the last loaded row of a longer list is left to the page that will bring it.
 */
export function insert(rows: readonly IssueRow[], order: readonly IssueRow[], complete: boolean): IssueRow[] {
  const placed = [...rows]
  let before: number | undefined
  for (const row of [...order].reverse()) {
    const at = placed.findIndex(({ id }) => id === row.id)
    if (at !== -1) before = Math.min(before ?? at, at)
    else if (before !== undefined || complete) {
      before ??= placed.length
      placed.splice(before, 0, row)
    }
  }
  return placed
}

/** `data` with these rows: each in the page it was in, a new one in the page of the row before it. */
export function repaged(data: Rows, placed: readonly IssueRow[]): Rows {
  const pageOf = new Map(data.pages.flatMap((page, index) => page.rows.map(({ id }) => [id, index])))
  const split: IssueRow[][] = data.pages.map(() => [])
  let page = 0
  for (const row of placed) {
    page = Math.max(page, pageOf.get(row.id) ?? page)
    split[page]?.push(row)
  }
  return { ...data, pages: data.pages.map((one, index) => ({ ...one, rows: split[index] ?? [] })) }
}
