// In which namespaces can one put projects, and whose are they?
import { z } from 'zod'
import { fields, group, pagination } from '#contract'
import { DeskError } from '#kernel'
import { Access, groups } from '#projects'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { namespaceShape } from '../shapes/namespace.ts'

const tags = ['namespaces']

export const namespaceRoutes: Routes = (app, desk) => {
  app.get(
    '/namespaces',
    {
      schema: {
        tags,
        summary: "One's own namespace and the groups that one belongs to; all for administrators",
        querystring: group.ListNamespaces.extend(pagination.Offset.shape),
        response: { 200: z.array(group.Namespace) },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const filter = {
        search: request.query.search,
        users: true,
        minLevel: Access.guest,
        orderBy: 'path' as const,
      }
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => groups.list(desk.db, by, { ...filter, ...window }),
        () => groups.count(desk.db, by, filter),
      )
      return rows.map(row => namespaceShape(row, desk.config.external_url))
    },
  )

  app.get(
    '/namespaces/:id',
    {
      schema: {
        tags,
        summary: 'One namespace',
        params: z.object({ id: fields.idOrPath }),
        response: { 200: group.Namespace },
      },
    },
    async request => {
      const found = await groups.findNamespace(desk.db, signedIn(request), request.params.id)
      if (found === undefined) throw DeskError.notFound('Namespace')
      return namespaceShape(found, desk.config.external_url)
    },
  )
}
