// How does somebody find issues, notes, projects, people and milestones?
import { z } from 'zod'
import { search as contract, fields } from '#contract'
import { lists } from '#issues'
import { groups, requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Reply, Request, Routes, WebDesk } from '../context.ts'
import { type SearchPlace, scopes } from '../search-scopes.ts'

const tags = ['search']
const params = z.object({ id: fields.idOrPath })
const schema = { tags, querystring: contract.Search, response: { 200: contract.Hits } }

const limited = ({ config: { limits } }: WebDesk) => ({
  rateLimit: {
    max: limits.searches_per_minute,
    timeWindow: 60_000,
    keyGenerator: (request: Request) => `${request.viewer?.id ?? request.ip}`,
  },
})

/** Only for people with an account, as in GitLab: a search costs more than a list. */
export const searchRoutes: Routes = (app, desk) => {
  const config = limited(desk)
  app.get(
    '/search',
    { config, schema: { ...schema, summary: 'Find something, wherever one may read it' } },
    async (request, reply) => find(desk, request, reply, request.query, {}),
  )

  placeRoutes(app, desk)
}

function placeRoutes(app: App, desk: WebDesk): void {
  const config = limited(desk)
  app.get(
    '/projects/:id/search',
    { config, schema: { ...schema, params, summary: 'Find something in a project' } },
    async (request, reply) => {
      const project = await requireProject(desk.db, signedIn(request), request.params.id)
      return find(desk, request, reply, request.query, { project })
    },
  )

  app.get(
    '/groups/:id/search',
    { config, schema: { ...schema, params, summary: 'Find something in a group and those below it' } },
    async (request, reply) => {
      const { id } = await groups.require(desk.db, signedIn(request), request.params.id)
      const projectIds = await lists.projectIdsBelow(desk.db, id)
      return find(desk, request, reply, request.query, { group: { id, projectIds } })
    },
  )
}

function find(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  query: contract.Search,
  place: SearchPlace,
): Promise<z.output<typeof contract.Hits>> {
  signedIn(request)
  return scopes[query.scope]({ desk, request, reply, query, place })
}
