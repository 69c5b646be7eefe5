// How are accounts found, made, changed and blocked?
import { z } from 'zod'
import { fields, pagination, project, user } from '#contract'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { groups } from '#projects'
import type { UserRow } from '#users'
import { accounts, createUser, findPerson, findUser, listUsers, updateUser } from '#users'
import { administrator, signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { projectPage } from '../project-page.ts'
import { fullUser, publicUser } from '../shapes/user.ts'

const tags = ['users']
const params = z.object({ id: fields.id })
/** The Support Bot has none. */
const noNamespace = 0
/** Administrators see everything of everybody; who else asks sees the profile. */
const Shown = z.union([user.Full, user.User])

export const userAccountRoutes: Routes = (app, desk) => {
  readRoutes(app, desk)
  writeRoutes(app, desk)
  blockRoutes(app, desk)
  ownProjectsRoute(app, desk)
}

function readRoutes(app: App, desk: WebDesk): void {
  const shapeFor = (request: Request) => (row: UserRow) =>
    signedIn(request).isAdmin
      ? fullUser(row, desk.config.external_url)
      : publicUser(row, desk.config.external_url)

  app.get(
    '/users',
    {
      config: { scopes: ['read_user'] },
      schema: {
        tags,
        summary: 'Users, newest first',
        querystring: user.List.extend(pagination.Offset.shape),
        response: { 200: z.array(Shown) },
      },
    },
    async (request, reply) => {
      const shape = shapeFor(request)
      const { search, username, active, blocked, admins, exclude_internal } = request.query
      const state = blocked ? ('blocked' as const) : active ? ('active' as const) : undefined
      const byEmail = signedIn(request).isAdmin
      const bots = exclude_internal ? false : undefined
      const filter = { search, byEmail, username, state, admins, bots }
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => listUsers(desk.db, { ...filter, ...window }),
        () => accounts.count(desk.db, filter),
      )
      return rows.map(shape)
    },
  )

  app.get(
    '/users/:id',
    {
      config: { scopes: ['read_user'] },
      schema: { tags, summary: 'One user', params, response: { 200: Shown } },
    },
    async request => shapeFor(request)(await findUser(desk.db, request.params.id)),
  )
}

function writeRoutes(app: App, desk: WebDesk): void {
  app.post(
    '/users',
    {
      schema: {
        tags,
        summary: 'Make a user (administrators)',
        body: user.Create,
        response: { 201: user.Full },
      },
    },
    async (request, reply) => {
      administrator(request)
      const { admin: isAdmin, ...input } = request.body
      const row = await transaction(desk.db, async tx => {
        const { id } = await createUser(tx, { ...input, isAdmin })
        return findUser(tx, id)
      })
      return reply.code(201).send(fullUser(row, desk.config.external_url))
    },
  )

  app.put(
    '/users/:id',
    {
      schema: {
        tags,
        summary: 'Change a user (administrators)',
        params,
        body: user.Update,
        response: { 200: user.Full },
      },
    },
    async request => {
      administrator(request)
      const { admin: isAdmin, ...change } = request.body
      const row = await transaction(desk.db, tx => updateUser(tx, request.params.id, { ...change, isAdmin }))
      return fullUser(row, desk.config.external_url)
    },
  )
}

function blockRoutes(app: App, desk: WebDesk): void {
  app.post(
    '/users/:id/block',
    { schema: { tags, summary: 'Shut a user out', params, response: { 201: z.boolean() } } },
    async (request, reply) => {
      const by = administrator(request)
      await transaction(desk.db, tx => accounts.block(tx, request.params.id, by))
      return reply.code(201).send(true)
    },
  )

  app.post(
    '/users/:id/unblock',
    { schema: { tags, summary: 'Let a blocked user in again', params, response: { 201: z.boolean() } } },
    async (request, reply) => {
      administrator(request)
      await transaction(desk.db, tx => accounts.unblock(tx, request.params.id))
      return reply.code(201).send(true)
    },
  )
}

function ownProjectsRoute(app: App, desk: WebDesk): void {
  app.get(
    '/users/:id/projects',
    {
      schema: {
        tags,
        summary: "Projects in a user's own namespace; the user is named by id or username",
        params: z.object({ id: fields.idOrPath }),
        querystring: project.List.extend(pagination.Either.shape),
        response: { 200: z.array(project.Project) },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id } = request.params
      // An address would tell whether somebody with it has an account.
      const isAddress = typeof id === 'string' && id.includes('@')
      const owner = isAddress ? undefined : await findPerson(desk.db, id)
      if (owner === undefined) throw DeskError.notFound('User')
      const namespace = await groups.findNamespace(desk.db, by, owner.username)
      return projectPage(desk, request, reply, request.query, { namespaceId: namespace?.id ?? noNamespace })
    },
  )
}
