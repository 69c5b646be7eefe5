// How is the web put together?
//
// A resource is one file under api/ that exports a `Routes` function, `issueRoutes(app, desk)`, and has one line in
// resources.ts (or, outside /api/v4, in its list of pages). Its paths are written without /api/v4. A route gives `schema` (summary, tags, params, querystring, body,
// response) in zod, with shapes from #contract: the schema validates, types the handler, and describes the route.
//
//   app.get('/projects/:id/labels', { schema: { tags: ['labels'], params, querystring: pagination.Offset,
//     response: { 200: z.array(label.Label) } } }, async (request, reply) => { … })
//
// - Who asks: `request.viewer` (null: nobody), `signedIn(request)`, `administrator(request)`.
// - Long lists: `offsetPage` or `keysetPage` set the headers and return the rows of the page.
// - Refusals: throw DeskError; errors.ts gives it its status and shape.
// - Times: a `fields.timestamp` in a response takes the row's Date.
// - A `response` schema lets nothing through that it does not name, and must not transform: it is encoded.
// - GitLab's POST answers 201: `reply.code(201)`, and 204 for a DELETE: `z.undefined()` with `reply.code(204).send()`.
import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { DeskError } from '#kernel'
import { authenticate } from './authentication.ts'
import type { App, WebDesk } from './context.ts'
import { answerErrors, send } from './errors.ts'
import { toRawPage, toUploadPage } from './files/address.ts'
import { parseForm } from './form.ts'
import { toGitRoute } from './git-address.ts'
import type { HealthChecks } from './health.ts'
import { healthRoutes } from './health.ts'
import { maxBodyBytes, readInput } from './input.ts'
import { describeApi } from './openapi.ts'
import { pages, resources } from './resources.ts'
import { cutOffSlowReaders } from './slow-readers.ts'
import { cutOffSlowRequests } from './slow-requests.ts'
import { version } from './version.ts'
import { serveWebApp } from './web-app.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where people reach the desk; links in answers start with it. */
    externalUrl: string
  }
}

/** A namespace path of 20 levels fits; longer paths name nothing. */
const maxParamLength = 2000

/** The web of `desk`, ready to listen or to inject; `checks` are the parts that the health routes ask. */
export async function createApp(
  desk: WebDesk,
  { checks = {} }: { checks?: HealthChecks } = {},
): Promise<App> {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    // See slow-requests.ts.
    requestTimeout: 0,
    genReqId: () => randomUUID(),
    // A reverse proxy on the same machine may say whom it speaks for; nobody else may.
    trustProxy: 'loopback',
    rewriteUrl: request => toGitRoute(toRawPage(toUploadPage(request.url ?? '/'))),
    routerOptions: { maxParamLength, querystringParser: parseForm, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => send(error, request, reply, desk.log),
  }).withTypeProvider<ZodTypeProvider>()
  cutOffSlowRequests(app.server)
  cutOffSlowReaders(app)
  app.decorate('externalUrl', desk.config.external_url)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app, desk.log, await serveWebApp(app))
  logRequests(app, desk)
  await protect(app, desk)
  await app.register(multipart)
  readInput(app)
  await describeApi(app, desk.config.external_url, version)
  healthRoutes(app, desk.log, checks)
  await app.register(async api => apiRoutes(api as App, desk), { prefix: '/api/v4' })
  await app.register(async site => siteRoutes(site as App, desk))
  await app.ready()
  return app
}

function apiRoutes(api: App, desk: WebDesk): void {
  authenticate(api, desk)
  api.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control'))
      reply.header('cache-control', 'max-age=0, private, must-revalidate')
  })
  for (const routes of resources) routes(api, desk)
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger())
}

function siteRoutes(site: App, desk: WebDesk): void {
  authenticate(site, desk)
  for (const routes of pages) routes(site, desk)
}

/** Strict from the start: no inline script or style anywhere, no framing, nothing from other hosts. */
async function protect(app: App, desk: WebDesk): Promise<void> {
  const https = desk.config.external_url.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    hsts: https,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  })
  // Only routes that ask for it by `config.rateLimit` are limited.
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: () => new DeskError('rate_limited', '429 Too Many Requests'),
  })
}

/** One line a request. The path's pattern is logged, not the URL: that may carry a token. */
function logRequests(app: App, desk: WebDesk): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    desk.log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        user: request.viewer?.username,
      },
      'request',
    )
  })
}
