// Which issues are there: in a project, in a group, everywhere? And how many?
import { z } from 'zod'
import { fields, issue, pagination } from '#contract'
import { lists } from '#issues'
import { groups, requireProject } from '#projects'
import type { Viewer } from '#users'
import type { App, Routes, WebDesk } from '../context.ts'
import { issueFilter } from '../issue-filter.ts'
import { issuePage } from '../issue-list.ts'

const tags = ['issues']
const querystring = issue.List.extend(pagination.Either.shape)
const response = { 200: z.array(issue.Issue) }
const params = z.object({ id: fields.idOrPath })

type Place = {
  in: (desk: WebDesk, viewer: Viewer, id: number | string) => Promise<lists.IssueFilter>
  of: string
}

const places: Record<'projects' | 'groups', Place> = {
  projects: {
    of: 'of a project',
    in: async (desk, viewer, id) => ({ project: await requireProject(desk.db, viewer, id) }),
  },
  groups: {
    of: 'of a group and those below it',
    in: async (desk, viewer, id) => ({
      projectIds: await lists.projectIdsBelow(desk.db, (await groups.require(desk.db, viewer, id)).id),
    }),
  },
}

export const issueListRoutes: Routes = (app, desk) => {
  everywhere(app, desk)
  for (const [kind, place] of Object.entries(places)) inPlace(app, desk, kind, place)
}

function everywhere(app: App, desk: WebDesk): void {
  app.get(
    '/issues',
    {
      schema: {
        tags,
        summary: "One's own issues, or all that one may read (scope=all)",
        querystring,
        response,
      },
    },
    async (request, reply) => {
      const filter = await issueFilter(desk.db, request.viewer, request.query, 'created_by_me')
      return issuePage(desk, request, reply, request.query, filter)
    },
  )

  app.get(
    '/issues_statistics',
    {
      schema: {
        tags,
        summary: 'How many issues, by state',
        querystring: issue.Filter,
        response: { 200: issue.Statistics },
      },
    },
    async request => {
      const filter = await issueFilter(desk.db, request.viewer, request.query, 'created_by_me')
      return { statistics: { counts: await lists.countByState(desk.db, request.viewer, filter) } }
    },
  )
}

function inPlace(app: App, desk: WebDesk, kind: string, place: Place): void {
  app.get(
    `/${kind}/:id/issues`,
    { schema: { tags, summary: `Issues ${place.of}`, params, querystring, response } },
    async (request, reply) => {
      const filter = {
        ...(await issueFilter(desk.db, request.viewer, request.query, 'all')),
        ...(await place.in(desk, request.viewer, request.params.id)),
      }
      return issuePage(desk, request, reply, request.query, filter)
    },
  )

  app.get(
    `/${kind}/:id/issues_statistics`,
    {
      schema: {
        tags,
        summary: `How many issues ${place.of}, by state`,
        params,
        querystring: issue.Filter,
        response: { 200: issue.Statistics },
      },
    },
    async request => {
      const filter = {
        ...(await issueFilter(desk.db, request.viewer, request.query, 'all')),
        ...(await place.in(desk, request.viewer, request.params.id)),
      }
      return { statistics: { counts: await lists.countByState(desk.db, request.viewer, filter) } }
    },
  )
}
