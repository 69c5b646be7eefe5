// Who belongs to a project or group, and how does that change?
import { z } from 'zod'
import { fields, member, pagination, user } from '#contract'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { projects } from '#projects'
import { findPerson } from '#users'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { basicUser } from '../shapes/user.ts'

const tags = ['members']
const place = z.object({ id: fields.idOrPath })
const one = z.object({ id: fields.idOrPath, user_id: fields.id })

/** The same routes for both kinds of places. */
const kinds = [
  { prefix: '/projects/:id/members', what: 'project', at: (project: number | string) => ({ project }) },
  { prefix: '/groups/:id/members', what: 'group', at: (group: number | string) => ({ group }) },
] as const
type Kind = (typeof kinds)[number]

export const memberRoutes: Routes = (app, desk) => {
  for (const kind of kinds) {
    readRoutes(app, desk, kind, false)
    readRoutes(app, desk, kind, true)
    writeRoutes(app, desk, kind)
  }
  peopleRoute(app, desk)
}

function memberShape(row: projects.members.Member, desk: WebDesk): z.output<typeof member.Member> {
  const { access_level, expires_at, created_at } = row
  const person = basicUser(row, desk.config.external_url)
  return { ...person, access_level, expires_at, created_at, membership_state: 'active' }
}

function readRoutes(app: App, desk: WebDesk, { prefix, what, at }: Kind, inherited: boolean): void {
  const base = inherited ? `${prefix}/all` : prefix
  const whose = inherited ? `of a ${what} and of the groups above it` : `of a ${what}`

  app.get(
    base,
    {
      schema: {
        tags,
        summary: `Members ${whose}`,
        params: place,
        querystring: member.List.extend(pagination.Offset.shape),
        response: { 200: z.array(member.Member) },
      },
    },
    async (request, reply) => {
      const { query: search, user_ids: userIds } = request.query
      const filter = { inherited, search, userIds }
      const where = at(request.params.id)
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => projects.members.list(desk.db, request.viewer, where, { ...filter, ...window }),
        () => projects.members.count(desk.db, request.viewer, where, filter),
      )
      return rows.map(row => memberShape(row, desk))
    },
  )

  app.get(
    `${base}/:user_id`,
    { schema: { tags, summary: `One member ${whose}`, params: one, response: { 200: member.Member } } },
    async request => {
      const { id, user_id: userId } = request.params
      const found = await projects.members.require(desk.db, request.viewer, at(id), userId, { inherited })
      return memberShape(found, desk)
    },
  )
}

function peopleRoute(app: App, desk: WebDesk): void {
  app.get(
    '/projects/:id/users',
    {
      schema: {
        tags,
        summary: 'Members of a project and of the groups above it, as people who can be called or assigned',
        params: place,
        querystring: member.ListPeople.extend(pagination.Offset.shape),
        response: { 200: z.array(user.Basic) },
      },
    },
    async (request, reply) => {
      const { search, skip_users: without } = request.query
      const filter = { inherited: true, search, without }
      const where = { project: request.params.id }
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => projects.members.list(desk.db, request.viewer, where, { ...filter, ...window }),
        () => projects.members.count(desk.db, request.viewer, where, filter),
      )
      return rows.map(row => basicUser(row, desk.config.external_url))
    },
  )
}

function writeRoutes(app: App, desk: WebDesk, { prefix, what, at }: Kind): void {
  app.post(
    prefix,
    {
      schema: {
        tags,
        summary: `Take somebody into a ${what}`,
        params: place,
        body: member.Add,
        response: { 201: member.Member },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { access_level: accessLevel, expires_at } = request.body
      const added = await transaction(desk.db, async tx => {
        const userId = request.body.user_id ?? (await idOf(desk, request.body.username))
        const expiresAt = expires_at || null
        return projects.members.add(tx, by, at(request.params.id), { userId, accessLevel, expiresAt })
      })
      return reply.code(201).send(memberShape(added, desk))
    },
  )

  app.put(
    `${prefix}/:user_id`,
    {
      schema: {
        tags,
        summary: `Change the level or end of a member of a ${what}`,
        params: one,
        body: member.Change,
        response: { 200: member.Member },
      },
    },
    async request => {
      const by = signedIn(request)
      const { access_level: accessLevel, expires_at } = request.body
      const expiresAt = expires_at === undefined ? undefined : expires_at || null
      const { id, user_id: userId } = request.params
      const changed = await transaction(desk.db, tx =>
        projects.members.change(tx, by, at(id), userId, { accessLevel, expiresAt }),
      )
      return memberShape(changed, desk)
    },
  )

  app.delete(
    `${prefix}/:user_id`,
    {
      schema: {
        tags,
        summary: `End a membership of a ${what}`,
        params: one,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id, user_id: userId } = request.params
      await transaction(desk.db, tx => projects.members.remove(tx, by, at(id), userId))
      return reply.code(204).send()
    },
  )
}

async function idOf(desk: WebDesk, username: string | undefined): Promise<number> {
  if (username === undefined) throw DeskError.invalid('user_id', 'is missing')
  // An address would tell whether somebody with it has an account.
  const found = username.includes('@') ? undefined : await findPerson(desk.db, username)
  if (found === undefined) throw DeskError.notFound('User')
  return found.id
}
