// How does a client walk through a list of projects? By number or by cursor, alone or within a group.
import type { z } from 'zod'
import type { pagination, project } from '#contract'
import { DeskError } from '#kernel'
import { Access, projects } from '#projects'
import type { Reply, Request, WebDesk } from './context.ts'
import { eitherPage, maxCounted } from './pagination.ts'
import { projectShape } from './shapes/project.ts'

type Query = z.output<typeof project.List> & pagination.Either

/** One page of the projects that the viewer sees; `within` narrows the list further. */
export async function projectPage(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  query: Query,
  within: Pick<projects.ProjectFilter, 'namespaceId' | 'below'> = {},
) {
  const { viewer } = request
  const filter = { ...filterOf(query), ...within }
  const pages = query.id_after === undefined ? query : { ...query, pagination: 'keyset' as const }
  const rows = await eitherPage(request, reply, pages, {
    find: window => projects.list(desk.db, viewer, { ...filter, ...window }),
    count: () => projects.count(desk.db, viewer, filter, maxCounted + 1),
    cursorOf: row => projects.cursorOf(row, query.order_by),
  })
  return rows.map(row => projectShape(row, desk, viewer !== null))
}

function filterOf(query: Query): projects.ProjectFilter {
  const { search, visibility, archived, membership, owned, with_service_desk: serviceDesk } = query
  const { min_access_level: minLevel, order_by: orderBy, sort } = query
  if (query.id_after !== undefined && orderBy !== 'id')
    throw DeskError.invalid('id_after', 'needs order_by=id')
  return {
    search,
    visibility,
    archived,
    membership,
    owned,
    serviceDesk,
    minLevel: minLevel ?? Access.none,
    orderBy,
    sort,
  }
}
