// How do people clone, fetch and push? Over smart HTTP (gitprotocol-http(5)), at /group/project.git.
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { DeskError, isDeskError } from '#kernel'
import { answerPush } from '#merge-requests'
import type { Project } from '#projects'
import { http, requireCode } from '#repository'
import type { App, Reply, Request, Routes, WebDesk } from './context.ts'
import { send, statusOf } from './errors.ts'
import { pagePath } from './git-address.ts'
import { type Asked, whoAsks } from './git-credentials.ts'
import { peerOf } from './peer.ts'
import { allowSlow } from './slow-requests.ts'

const params = z.object({ project: z.string().min(1).max(2000) })
const route = { config: { anonymous: true }, exposeHeadRoute: false } as const
type Service = 'upload-pack' | 'receive-pack'
const needOf = { 'upload-pack': 'read', 'receive-pack': 'push' } as const

export const gitRoutes: Routes = (site, desk) => {
  // A scope of its own: git's client shows plain text to people, and sends bodies that nobody else does.
  site.register(async scope => {
    const app = scope as App
    app.setErrorHandler<Error>((error, request, reply) => refuse(error, request, reply, desk))
    const open = closeWith(app)
    addressRoutes(app)
    infoRoute(app, desk, open)
    for (const service of ['upload-pack', 'receive-pack'] as const) serviceRoute(app, desk, service, open)
  })
}

/** Addresses at which people, and clients of old, look for a repository. */
function addressRoutes(app: App): void {
  const schema = { hide: true, params }
  app.get('/-/git/:project', { ...route, schema }, (request, reply) =>
    reply.redirect(pagePath(request.params.project)),
  )
  app.get('/-/git-of/:project', { ...route, schema }, (request, reply) => {
    const query = new URLSearchParams(request.query as Record<string, string>)
    return reply.redirect(`${pagePath(request.params.project)}.git/info/refs?${query}`, 301)
  })
  for (const path of ['/-/git/:project/HEAD', '/-/git/:project/objects/*'])
    app.get(path, { ...route, schema: { hide: true } }, () => {
      throw dumb()
    })
}

const dumb = () =>
  DeskError.forbidden('The dumb HTTP protocol is not served: use a git client of version 1.6.6 or later.')

function infoRoute(app: App, desk: WebDesk, open: Open): void {
  const querystring = z.object({ service: z.string().max(100).optional() })
  app.get(
    '/-/git/:project/info/refs',
    { ...route, schema: { hide: true, params, querystring } },
    async (request, reply) => {
      const service = /^git-(upload-pack|receive-pack)$/.exec(request.query.service ?? '')?.[1]
      if (request.query.service === undefined) throw dumb()
      if (service === undefined)
        throw DeskError.forbidden('There is no such service: git-upload-pack, git-receive-pack.')
      const { asked, project } = await enter(desk, request, service as Service)
      const answer = await http.advertise(
        desk,
        project,
        service as Service,
        asker(request, reply, asked, open),
      )
      return answerWith(reply, `application/x-git-${service}-advertisement`, answer)
    },
  )
}

function serviceRoute(app: App, desk: WebDesk, service: Service, open: Open): void {
  const type = `application/x-git-${service}-request`
  // The stream itself: git reads it as it comes, however long it is.
  app.addContentTypeParser(type, (_request, payload, done) => done(null, payload))
  app.post(
    `/-/git/:project/git-${service}`,
    {
      ...route,
      schema: { hide: true, params },
      // No form of a page can send this type (Fetch §2.2.2), so none makes a browser push with what it remembers.
      onRequest: async request => {
        if (request.headers['content-type'] !== type)
          throw Object.assign(new Error(`Content-Type must be ${type}`), { statusCode: 415 })
      },
    },
    async (request, reply) => {
      const { asked, project } = await enter(desk, request, service)
      allowSlow(request.raw, reply.raw)
      const post = {
        ...asker(request, reply, asked, open),
        body: request.body as Readable,
        encoding: request.headers['content-encoding'],
      }
      const answer =
        service === 'upload-pack'
          ? await http.uploadPack(desk, project, post)
          : await http.receivePack(desk, project, {
              ...post,
              by: signedIn(asked),
              stillHolds: asked.stillHolds,
              afterwards: pushed => answerPush(desk, signedIn(asked), project, pushed),
            })
      return answerWith(reply, `application/x-git-${service}-result`, answer)
    },
  )
}

/** The project, if whoever asks may do this with its code; strangers cannot tell a hidden one from none. */
async function enter(
  desk: WebDesk,
  request: Request,
  service: Service,
): Promise<{ asked: Asked; project: Project }> {
  const need = needOf[service]
  const asked = await whoAsks(desk, request, need)
  request.viewer = asked.viewer
  const { project: path } = request.params as z.output<typeof params>
  try {
    // A number alone is an id to the API; here it is the name of a namespace, which holds no code.
    if (!path.includes('/')) throw DeskError.notFound('Project')
    return { asked, project: await requireCode(desk.db, asked.viewer, path, need) }
  } catch (error) {
    if (!isDeskError(error) || (error.kind !== 'not_found' && error.kind !== 'forbidden')) throw error
    if (asked.viewer === null) throw new DeskError('unauthenticated', 'Sign in with a user name and a token.')
    if (error.kind === 'not_found')
      throw new DeskError('not_found', 'There is no such project, or you are not allowed to see it.')
    if (error.message !== '403 Forbidden') throw error
    throw DeskError.forbidden(
      need === 'push'
        ? 'You are not allowed to push code to this project: it takes a Developer.'
        : 'You are not allowed to read the code of this project: it takes a Reporter.',
    )
  }
}

function signedIn({ viewer }: Asked) {
  if (viewer === null) throw new DeskError('unauthenticated', 'Sign in with a user name and a token.')
  return viewer
}

/** Requests whose clients are there. */
type Open = Set<AbortController>

/** When the desk goes down, fetches end at once, and pushes that have not begun to move anything. */
function closeWith(app: App): Open {
  const open: Open = new Set()
  app.addHook('preClose', async () => {
    for (const controller of open) controller.abort()
  })
  return open
}

function asker(request: Request, reply: Reply, { viewer }: Asked, open: Open): http.GitRequest {
  const controller = new AbortController()
  open.add(controller)
  reply.raw.once('close', () => {
    open.delete(controller)
    if (!reply.raw.writableFinished) controller.abort()
  })
  const version = /(?:^|:)version=([12])(?:$|:)/.exec(String(request.headers['git-protocol'] ?? ''))?.[1]
  return {
    protocol: version === '2' ? 2 : version === '1' ? 1 : 0,
    peer: peerOf({ viewer, ip: request.ip }),
    gone: controller.signal,
  }
}

function answerWith(reply: Reply, type: string, answer: Readable): Reply {
  return reply
    .headers({
      'content-type': type,
      expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
      pragma: 'no-cache',
      'cache-control': 'no-cache, max-age=0, must-revalidate',
    })
    .send(answer)
}

/** A sentence in plain text: git's client shows it behind `remote:`. */
function refuse(error: Error, request: Request, reply: Reply, desk: WebDesk): void {
  const status = isDeskError(error) ? statusOf[error.kind] : (error as { statusCode?: number }).statusCode
  if (status === undefined || (status >= 500 && !isDeskError(error))) {
    send(error as never, request, reply, desk.log)
    return
  }
  if (status === 401) reply.header('www-authenticate', 'Basic realm="Deskbell", charset="UTF-8"')
  if (status === 503 || status === 429) reply.header('retry-after', String(http.retrySeconds))
  reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`${error.message}\n`)
}
