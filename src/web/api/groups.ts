// How are groups found, made, changed, moved and removed?
import { z } from 'zod'
import { fields, group, pagination, project } from '#contract'
import { type Db, transaction } from '#db'
import { Access, groups } from '#projects'
import { templates } from '#repository'
import { signedIn } from '../authentication.ts'
import type { App, Reply, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { projectPage } from '../project-page.ts'
import { groupShape } from '../shapes/namespace.ts'

const tags = ['groups']
const params = z.object({ id: fields.idOrPath })

export const groupRoutes: Routes = (app, desk) => {
  listRoutes(app, desk)
  contentRoutes(app, desk)
  writeRoutes(app, desk)
}

type Query = z.output<typeof group.List> & pagination.Offset

async function page(
  desk: WebDesk,
  request: Request,
  reply: Reply,
  query: Query,
  narrowed: groups.GroupFilter,
) {
  const { search, visibility, owned, min_access_level: least, order_by: orderBy, sort } = query
  const minLevel = Math.max(narrowed.minLevel ?? 0, owned ? Access.owner : (least ?? 0))
  const filter = { ...narrowed, search, visibility, minLevel, orderBy, sort }
  const rows = await offsetPage(
    request,
    reply,
    query,
    window => groups.list(desk.db, request.viewer, { ...filter, ...window }),
    () => groups.count(desk.db, request.viewer, filter),
  )
  return rows.map(row => groupShape(row, desk.config.external_url))
}

function listRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/groups',
    {
      schema: {
        tags,
        summary: 'Groups that one belongs to, or can see',
        querystring: group.ListAll.extend(pagination.Offset.shape),
        response: { 200: z.array(group.Group) },
      },
    },
    async (request, reply) => {
      const { top_level_only: topLevelOnly, all_available: all = !isPlainUser(request) } = request.query
      const minLevel = all || request.viewer === null ? Access.none : Access.guest
      return page(desk, request, reply, request.query, { topLevelOnly, minLevel })
    },
  )

  for (const [path, summary, narrow] of [
    ['subgroups', 'Groups directly in a group', (id: number) => ({ parentId: id })],
    ['descendant_groups', 'Groups anywhere below a group', (id: number) => ({ ancestorId: id })],
  ] as const) {
    app.get(
      `/groups/:id/${path}`,
      {
        schema: {
          tags,
          summary,
          params,
          querystring: group.List.extend(pagination.Offset.shape),
          response: { 200: z.array(group.Group) },
        },
      },
      async (request, reply) => {
        const { id } = await groups.require(desk.db, request.viewer, request.params.id)
        return page(desk, request, reply, request.query, narrow(id))
      },
    )
  }
}

/** One group, with whose templates serve it for those who look after it. */
async function withTemplates(desk: WebDesk, db: Db, found: groups.Namespace) {
  const shown = groupShape(found, desk.config.external_url)
  if (found.accessLevel < Access.maintainer) return shown
  return { ...shown, file_template_project_id: await templates.chosenByGroup(db, found.id) }
}

const isPlainUser = ({ viewer }: Request) => viewer !== null && !viewer.isAdmin

function contentRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/groups/:id',
    { schema: { tags, summary: 'One group', params, response: { 200: group.Group } } },
    async request => {
      const found = await groups.require(desk.db, request.viewer, request.params.id)
      return withTemplates(desk, desk.db, found)
    },
  )

  app.get(
    '/groups/:id/projects',
    {
      schema: {
        tags,
        summary: 'Projects in a group',
        params,
        querystring: project.ListOfGroup.extend(pagination.Either.shape),
        response: { 200: z.array(project.Project) },
      },
    },
    async (request, reply) => {
      const { id } = await groups.require(desk.db, request.viewer, request.params.id)
      const below = request.query.include_subgroups ?? false
      return projectPage(desk, request, reply, request.query, { namespaceId: id, below })
    },
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    '/groups',
    { schema: { tags, summary: 'Make a group', body: group.Create, response: { 201: group.Group } } },
    async (request, reply) => {
      const by = signedIn(request)
      const { parent_id: parentId, ...input } = request.body
      const made = await transaction(desk.db, tx => groups.create(tx, by, { ...input, parentId }))
      return reply.code(201).send(groupShape(made, desk.config.external_url))
    },
  )

  app.put(
    '/groups/:id',
    {
      schema: {
        tags,
        summary: 'Change a group; after a new path all mail addresses below it go on working',
        params,
        body: group.Update,
        response: { 200: group.Group },
      },
    },
    async request => {
      const by = signedIn(request)
      const { file_template_project_id: templateProject, ...changes } = request.body
      return transaction(desk.db, async tx => {
        const changed = await groups.update(tx, by, request.params.id, changes)
        if (templateProject !== undefined) await templates.chooseForGroup(tx, by, changed.id, templateProject)
        return withTemplates(desk, tx, changed)
      })
    },
  )

  app.post(
    '/groups/:id/transfer',
    {
      schema: {
        tags,
        summary: 'Move a group into another one, or to the top',
        params,
        body: group.Transfer,
        response: { 201: group.Group },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const target = request.body.group_id ?? null
      const moved = await transaction(desk.db, tx => groups.move(tx, by, request.params.id, target))
      return reply.code(201).send(groupShape(moved, desk.config.external_url))
    },
  )

  app.delete(
    '/groups/:id',
    {
      schema: {
        tags,
        summary: 'Remove a group with all its projects for good',
        params,
        response: { 202: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      await transaction(desk.db, tx => groups.remove(tx, by, request.params.id))
      return reply.code(202).send({ message: '202 Accepted' })
    },
  )
}
