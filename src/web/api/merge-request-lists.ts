// Which merge requests are there: of a project, of a group, and one's own?
import { z } from 'zod'
import { mergeRequest as contract, fields, pagination } from '#contract'
import { lists as issueLists } from '#issues'
import { lists } from '#merge-requests'
import { groups } from '#projects'
import { requireCode } from '#repository'
import type { Reply, Request, Routes, WebDesk } from '../context.ts'
import { mergeRequestFilter } from '../merge-request-filter.ts'
import { eitherPage, textual } from '../pagination.ts'
import { mergeRequestShape } from '../shapes/merge-request.ts'

const tags = ['merge requests']
const params = z.object({ id: fields.idOrPath })
const querystring = contract.List.extend(pagination.Either.shape)
const page = { 200: z.array(contract.MergeRequest) }

export const mergeRequestListRoutes: Routes = (app, desk) => {
  app.get(
    '/merge_requests',
    {
      schema: {
        tags,
        summary: "One's own merge requests, or all that one may read (scope=all)",
        querystring,
        response: page,
      },
    },
    async (request, reply) => {
      const filter = mergeRequestFilter(request.viewer, request.query, 'created_by_me')
      return listed(desk, request, reply, request.query, filter)
    },
  )

  app.get(
    '/projects/:id/merge_requests',
    {
      schema: {
        tags,
        summary: 'Merge requests of a project',
        params,
        querystring,
        response: page,
      },
    },
    async (request, reply) => {
      const { id: projectId } = await requireCode(desk.db, request.viewer, request.params.id, 'read')
      const filter = { ...mergeRequestFilter(request.viewer, request.query, 'all'), projectId }
      return listed(desk, request, reply, request.query, filter)
    },
  )

  app.get(
    '/groups/:id/merge_requests',
    {
      schema: {
        tags,
        summary: 'Merge requests of a group and those below it',
        params,
        querystring,
        response: page,
      },
    },
    async (request, reply) => {
      const { id } = await groups.require(desk.db, request.viewer, request.params.id)
      const projectIds = await issueLists.projectIdsBelow(desk.db, id)
      const filter = { ...mergeRequestFilter(request.viewer, request.query, 'all'), projectIds }
      return listed(desk, request, reply, request.query, filter)
    },
  )
}

/** Rows in GitLab's shape; the headers of the page are set. */
async function listed(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  query: z.output<typeof querystring>,
  filter: lists.MergeRequestFilter,
): Promise<z.output<typeof contract.MergeRequest>[]> {
  const { viewer } = request
  const order = { orderBy: query.order_by, direction: query.sort }
  const rows = await eitherPage(request, reply, query, {
    find: ({ after, ...window }) =>
      lists.list(desk.db, viewer, filter, { ...window, ...order, after: after && textual(after) }),
    count: () => lists.count(desk.db, viewer, filter),
    cursorOf: row => row.cursor,
  })
  const { external_url: externalUrl } = desk.config
  const options = { externalUrl, now: desk.clock(), labelDetails: query.with_labels_details }
  return rows.map(row => mergeRequestShape(row, options))
}
