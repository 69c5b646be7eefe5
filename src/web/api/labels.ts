// How are labels of projects and groups found, made, changed and removed?
import { z } from 'zod'
import { fields, label, pagination } from '#contract'
import { transaction } from '#db'
import { labels } from '#issues'
import { groups, requireProject } from '#projects'
import type { Viewer } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { given } from '../given.ts'
import { offsetPage } from '../pagination.ts'
import { labelShape } from '../shapes/label.ts'

const tags = ['labels']
type FindOwner = (desk: WebDesk, viewer: Viewer, id: number | string) => Promise<labels.Owner>

const owners: Record<'projects' | 'groups', FindOwner> = {
  projects: async (desk, viewer, id) => ({ projectId: (await requireProject(desk.db, viewer, id)).id }),
  groups: async (desk, viewer, id) => ({ namespaceId: (await groups.require(desk.db, viewer, id)).id }),
}

export const labelRoutes: Routes = (app, desk) => {
  for (const [kind, owner] of Object.entries(owners)) {
    readRoutes(app, desk, `/${kind}/:id/labels`, owner)
    writeRoutes(app, desk, `/${kind}/:id/labels`, owner)
  }
}

const params = z.object({ id: fields.idOrPath })
const oneParams = z.object({ id: fields.idOrPath, label_id: fields.idOrPath })

function readRoutes(app: App, desk: WebDesk, path: string, findOwner: FindOwner): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Labels, with those of the groups above, by name',
        params,
        querystring: label.List.extend(pagination.Offset.shape),
        response: { 200: z.array(label.Label) },
      },
    },
    async (request, reply) => {
      const owner = await findOwner(desk, request.viewer, request.params.id)
      const { search, with_counts: withCounts, include_ancestor_groups: withAncestors } = request.query
      const filter = given({ search, withCounts, withAncestors })
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => labels.list(desk.db, request.viewer, owner, filter, window),
        () => labels.count(desk.db, owner, filter),
      )
      return rows.map(labelShape)
    },
  )

  app.get(
    `${path}/:label_id`,
    {
      schema: {
        tags,
        summary: 'One label, by id or name',
        params: oneParams,
        response: { 200: label.Label },
      },
    },
    async request => {
      const owner = await findOwner(desk, request.viewer, request.params.id)
      return labelShape(await labels.find(desk.db, owner, request.params.label_id))
    },
  )
}

function writeRoutes(app: App, desk: WebDesk, path: string, findOwner: FindOwner): void {
  app.post(
    path,
    { schema: { tags, summary: 'Make a label', params, body: label.Create, response: { 201: label.Label } } },
    async (request, reply) => {
      const by = signedIn(request)
      const owner = await findOwner(desk, by, request.params.id)
      const { name: title, ...rest } = request.body
      const row = await transaction(desk.db, tx => labels.create(tx, owner, by, { title, ...given(rest) }))
      return reply.code(201).send(labelShape(row))
    },
  )

  app.put(
    `${path}/:label_id`,
    {
      schema: {
        tags,
        summary: 'Change a label, named by id or name',
        params: oneParams,
        body: label.Update,
        response: { 200: label.Label },
      },
    },
    async request => {
      const by = signedIn(request)
      const owner = await findOwner(desk, by, request.params.id)
      const { new_name: title, color, description, priority } = request.body
      const changes = given({ title, color, description, priority })
      const { label_id: which } = request.params
      return labelShape(await transaction(desk.db, tx => labels.update(tx, owner, by, which, changes)))
    },
  )

  app.delete(
    `${path}/:label_id`,
    {
      schema: {
        tags,
        summary: 'Remove a label from its owner and all issues',
        params: oneParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const owner = await findOwner(desk, by, request.params.id)
      await transaction(desk.db, tx => labels.remove(tx, owner, by, request.params.label_id))
      return reply.code(204).send()
    },
  )
}
