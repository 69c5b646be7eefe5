// How is a list of issues handed out, by page number or by cursor?
import type { issue, pagination } from '#contract'
import { lists } from '#issues'
import type { Reply, Request, WebDesk } from './context.ts'
import { eitherPage, textual } from './pagination.ts'
import { issueShape } from './shapes/issue.ts'

/** Rows in GitLab's shape; the headers of the page are set. */
export async function issuePage(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  query: issue.List & pagination.Either,
  wanted: lists.IssueFilter,
): Promise<issue.Issue[]> {
  const order = { orderBy: query.order_by, direction: query.sort ?? ('desc' as const) }
  // Words are looked up once, for the page and its count.
  const filter = wanted.search === undefined ? wanted : await lists.lookUp(desk.db, request.viewer, wanted)
  const rows = await eitherPage(request, reply, query, {
    find: ({ after, ...window }) =>
      lists.list(desk.db, request.viewer, filter, { ...window, ...order, after: after && textual(after) }),
    count: () => lists.count(desk.db, request.viewer, filter),
    cursorOf: row => row.cursor,
  })
  const options = {
    externalUrl: desk.config.external_url,
    now: desk.clock(),
    labelDetails: query.with_labels_details,
  }
  return rows.map(row => issueShape(row, options))
}
