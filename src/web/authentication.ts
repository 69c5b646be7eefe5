// Who asks, and how far does their credential reach?
import type { FastifyRequest } from 'fastify'
import { DeskError } from '#kernel'
import type { Person, Scope, Viewer } from '#users'
import { tokens } from '#users'
import type { App, Reply, Request, WebDesk } from './context.ts'
import { insufficientScope } from './errors.ts'
import { refuseForeignOrigin } from './origin.ts'

/** How the request proved who asks. `session` holds the session's own token, for signing out. */
type Credential =
  | { kind: 'token'; id: number; scopes: readonly Scope[] }
  | { kind: 'session'; token: string }
  | null

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer
    credential: Credential
  }
  interface FastifyContextConfig {
    /** Scopes that suffice for this route beside `api` (and `read_api`, where it only reads). */
    scopes?: readonly Scope[]
    /** The route looks after its own credentials (mail_room's JWT, signing in). */
    anonymous?: boolean
  }
}

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Every request of `app` gets `viewer` (null: nobody) before its body is read. A credential that is wrong is refused
 * even where none is needed: whoever sends one believes to be signed in.
 */
export function authenticate(app: App, desk: WebDesk): void {
  app.decorateRequest('viewer', null)
  app.decorateRequest('credential', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.anonymous) return
    const token = tokenOf(request)
    if (token !== undefined) await byToken(desk, request, token)
    else if (request.headers.cookie !== undefined) await bySession(desk, request, reply)
  })
}

async function byToken(desk: WebDesk, request: Request, secret: string): Promise<void> {
  const found = await tokens.authenticate(desk.db, secret)
  if (found === null) throw new DeskError('unauthenticated', '401 Unauthorized')
  const sufficient: readonly Scope[] = [
    'api',
    ...(reads.has(request.method) ? (['read_api'] as const) : []),
    ...(request.routeOptions.config.scopes ?? []),
  ]
  if (!found.scopes.some(scope => sufficient.includes(scope))) throw insufficientScope(sufficient.join(' '))
  request.viewer = found.person
  request.credential = { kind: 'token', id: found.id, scopes: found.scopes }
}

async function bySession(desk: WebDesk, request: Request, reply: Reply): Promise<void> {
  const found = await desk.auth.session(request.headers.cookie ?? '')
  if (found === null) return
  if (!reads.has(request.method)) refuseForeignOrigin(request, desk.config.external_url)
  for (const cookie of found.setCookie) reply.header('set-cookie', cookie)
  request.viewer = found.person
  request.credential = { kind: 'session', token: found.token }
}

/** In GitLab's order: `PRIVATE-TOKEN`, `Authorization: Bearer` (RFC 6750 §2.1), `?private_token=`, `?access_token=`. */
function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['private-token']
  if (typeof header === 'string' && header !== '') return header
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const query = request.query as Record<string, unknown>
  for (const name of ['private_token', 'access_token']) {
    const value = query?.[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** The person who asks. @throws 401 if nobody is signed in */
export function signedIn(request: Request): Person {
  if (request.viewer === null) throw new DeskError('unauthenticated', '401 Unauthorized')
  return request.viewer
}

/** The administrator who asks. @throws 401 if nobody is signed in, 403 if it is somebody else */
export function administrator(request: Request): Person {
  const person = signedIn(request)
  if (!person.isAdmin) throw DeskError.forbidden()
  return person
}
