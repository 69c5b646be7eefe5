// Which answer does a failure get? Refusals in GitLab's shapes; bugs without details, logged under the request's id.
import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ErrorKind, Log } from '#kernel'
import { DeskError } from '#kernel'
import type { App, Reply, Request } from './context.ts'
import { describeMistakes } from './mistakes.ts'

export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  not_allowed: 405,
  not_mergeable: 406,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
}

/**
 * Mistakes that PostgreSQL finds in a value before we do (Appendix A of its manual): text with bytes that it cannot
 * keep, a number that no column holds. All of them came in with the request.
 */
const badValue = new Set(['22003', '22021', '22P02', '22P05', '22007', '22008', '2201B'])
/** The database went away or has no connection left: worth another try, and no bug. */
const unreachable = /^(08...|53300|57P0[1-5]|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/

/** The multipart parser's own errors carry no status; all of them are about what the client sent. */
const brokenMultipart = /unexpected end of (multipart data|form|file)|^Malformed|^Multipart: /i

type Answer = { status: number; body: object }

/** A token that is good, but not for this (RFC 6750 §3.1). */
export function insufficientScope(scope: string): DeskError & { scope: string } {
  const error = new DeskError(
    'forbidden',
    'The request requires higher privileges than provided by the access token.',
  )
  return Object.assign(error, { scope })
}

function answerRefusal(error: DeskError): Answer {
  const status = statusOf[error.kind]
  if ('scope' in error)
    return {
      status,
      body: { error: 'insufficient_scope', error_description: error.message, scope: error.scope },
    }
  return { status, body: { message: error.fields ?? error.message } }
}

function answerOf(error: FastifyError | DeskError, request: Request): Answer {
  if (error instanceof DeskError) return answerRefusal(error)
  if (hasZodFastifySchemaValidationErrors(error))
    return {
      status: 400,
      body: { error: describeMistakes(error.validation, request, error.validationContext) },
    }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.statusCode === 413)
    return { status: 413, body: { error: '413 Request Entity Too Large' } }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return { status, body: { error: error.message } }
  if (request.isMultipart?.() && brokenMultipart.test(error.message))
    return { status: 400, body: { error: 'body is not valid multipart/form-data' } }
  if (badValue.has(error.code)) return { status: 400, body: { error: 'a value cannot be stored' } }
  if (unreachable.test(error.code ?? '')) return { status: 503, body: { message: '503 Service Unavailable' } }
  return { status: 500, body: { message: '500 Internal Server Error' } }
}

/**
 * Gives every failure of `app` its answer, unknown routes included.
 * @param pageFor the page that knows addresses which the server does not; null: not for this request
 */
export function answerErrors(app: App, log: Log, pageFor: (request: Request) => string | null): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => send(error, request, reply, log))
  app.setNotFoundHandler((request, reply) => {
    const page = pageFor(request as Request)
    if (page === null) return reply.code(404).send({ error: '404 Not Found' })
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)
  })
}

/** Also for what fails before a route is found, such as a path that cannot be decoded. */
export function send(error: FastifyError, request: Request, reply: Reply, log: Log): void {
  const { status, body } = answerOf(error, request)
  if (status >= 500)
    log.error(
      { requestId: request.id, method: request.method, route: request.routeOptions?.url, err: error },
      'request failed',
    )
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="Deskbell"')
  // The route's response schema describes its success; an error must not be pressed into it.
  reply
    .code(status)
    .type('application/json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
}
