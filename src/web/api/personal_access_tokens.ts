// How are personal access tokens made, seen and ended?
import { z } from 'zod'
import { fields, token } from '#contract'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import type { Scope, TokenRow } from '#users'
import { findUser, tokens } from '#users'
import { administrator, signedIn } from '../authentication.ts'
import type { App, Request, Routes, WebDesk } from '../context.ts'
import { offsetPage } from '../pagination.ts'
import { shapeToken } from '../shapes/token.ts'

const tags = ['personal access tokens']
const params = z.object({ id: fields.id })
/** A token may ask about itself and end itself, whatever else it is good for. */
const anyScope: readonly Scope[] = tokens.scopes

export const tokenRoutes: Routes = (app, desk) => {
  listRoutes(app, desk)
  createRoutes(app, desk)
  selfRoutes(app, desk)
  oneRoutes(app, desk)
}

/** One's own token, or anybody's for an administrator; others' do not exist. */
async function requireToken(desk: WebDesk, request: Request, id: number): Promise<TokenRow> {
  const { id: callerId, isAdmin } = signedIn(request)
  const row = await tokens.find(desk.db, id)
  if (row.user_id !== callerId && !isAdmin) throw DeskError.notFound('Personal Access Token')
  return row
}

/** The token with which the request came. @throws 400 if it came with a session */
function ownTokenId(request: Request): number {
  signedIn(request)
  if (request.credential?.kind !== 'token')
    throw new DeskError('invalid', '400 Bad request - this request did not come with a token')
  return request.credential.id
}

function listRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/personal_access_tokens',
    {
      schema: {
        tags,
        summary: 'Own tokens; all tokens for administrators',
        querystring: token.List,
        response: { 200: z.array(token.Token) },
      },
    },
    async (request, reply) => {
      const caller = signedIn(request)
      const { user_id, revoked, state, search } = request.query
      if (!caller.isAdmin && user_id !== undefined && user_id !== caller.id)
        throw new DeskError('unauthenticated', '401 Unauthorized')
      const userId = caller.isAdmin ? user_id : caller.id
      const active = state === undefined ? undefined : state === 'active'
      const filter = { userId, revoked, search, active }
      const rows = await offsetPage(
        request,
        reply,
        request.query,
        window => tokens.list(desk.db, { ...filter, ...window }),
        () => tokens.count(desk.db, filter),
      )
      return rows.map(shapeToken)
    },
  )
}

function createRoutes(app: App, desk: WebDesk): void {
  const create = (userId: number, { name, scopes, expires_at: expiresAt }: z.output<typeof token.Create>) =>
    transaction(desk.db, tx => tokens.create(tx, { userId, name, scopes, expiresAt: expiresAt ?? null }))

  app.post(
    '/user/personal_access_tokens',
    {
      schema: {
        tags,
        summary: 'Make a token for oneself',
        body: token.Create,
        response: { 201: token.Created },
      },
    },
    async (request, reply) => {
      const made = await create(signedIn(request).id, request.body)
      return reply.code(201).send({ ...shapeToken(made.row), token: made.token })
    },
  )

  app.post(
    '/users/:id/personal_access_tokens',
    {
      schema: {
        tags,
        summary: 'Make a token for a user (administrators)',
        params,
        body: token.Create,
        response: { 201: token.Created },
      },
    },
    async (request, reply) => {
      administrator(request)
      const { id } = await findUser(desk.db, request.params.id)
      const made = await create(id, request.body)
      return reply.code(201).send({ ...shapeToken(made.row), token: made.token })
    },
  )
}

function selfRoutes(app: App, desk: WebDesk): void {
  const config = { scopes: anyScope }
  app.get(
    '/personal_access_tokens/self',
    { config, schema: { tags, summary: 'The token that asks', response: { 200: token.Token } } },
    async request => shapeToken(await tokens.find(desk.db, ownTokenId(request))),
  )

  app.delete(
    '/personal_access_tokens/self',
    { config, schema: { tags, summary: 'End the token that asks', response: { 204: z.undefined() } } },
    async (request, reply) => {
      await transaction(desk.db, tx => tokens.revoke(tx, ownTokenId(request)))
      return reply.code(204).send()
    },
  )

  app.post(
    '/personal_access_tokens/self/rotate',
    {
      schema: {
        tags,
        summary: 'Replace the token that asks',
        body: token.Rotate,
        response: { 200: token.Created },
      },
    },
    request => rotate(desk, ownTokenId(request), request.body.expires_at ?? null),
  )
}

function oneRoutes(app: App, desk: WebDesk): void {
  app.get(
    '/personal_access_tokens/:id',
    { schema: { tags, summary: 'One token', params, response: { 200: token.Token } } },
    async request => shapeToken(await requireToken(desk, request, request.params.id)),
  )

  app.delete(
    '/personal_access_tokens/:id',
    { schema: { tags, summary: 'End a token', params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { id } = await requireToken(desk, request, request.params.id)
      await transaction(desk.db, tx => tokens.revoke(tx, id))
      return reply.code(204).send()
    },
  )

  app.post(
    '/personal_access_tokens/:id/rotate',
    {
      schema: {
        tags,
        summary: 'Replace a token by another of the same name and scopes',
        params,
        body: token.Rotate,
        response: { 200: token.Created },
      },
    },
    async request => {
      const { id } = await requireToken(desk, request, request.params.id)
      return rotate(desk, id, request.body.expires_at ?? null)
    },
  )
}

async function rotate(desk: WebDesk, id: number, expiresAt: string | null) {
  const made = await transaction(desk.db, tx => tokens.rotate(tx, id, expiresAt))
  return { ...shapeToken(made.row), token: made.token }
}
