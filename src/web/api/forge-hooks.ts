// How do GitHub, GitLab, Gitea and Forgejo tell of pushes and merges, and who lets them?
import { z } from 'zod'
import { fields, forgeHook } from '#contract'
import { transaction } from '#db'
import { hooks } from '#forges'
import { DeskError } from '#kernel'
import { signedIn } from '../authentication.ts'
import type { App, Routes, WebDesk } from '../context.ts'

const tags = ['forge hooks']
const params = z.object({ id: fields.idOrPath })
const oneParams = params.extend({ hook_id: fields.id })
const path = '/projects/:id/forge_hooks'

const limits = {
  /** Bytes of one delivery: what GitHub sends at most. */
  bodyBytes: 25 * 1024 * 1024,
  /** Bodies that are read at a time: whoever sends them has shown nothing yet. */
  atOnce: 4,
} as const

export const forgeHookRoutes: Routes = (app, desk) => {
  settingsRoutes(app, desk)
  changeRoutes(app, desk)
  receiveRoute(app, desk)
}

function settingsRoutes(app: App, desk: WebDesk): void {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Forges that may tell the project of their pushes and merges (Maintainers)',
        params,
        response: { 200: z.array(forgeHook.ForgeHook) },
      },
    },
    async request =>
      (await hooks.list(desk.db, signedIn(request), request.params.id)).map(row => shape(desk, row)),
  )

  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Let a forge tell; it closes issues in your name (Maintainers)',
        params,
        body: forgeHook.Create,
        response: { 201: forgeHook.Created },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { hook, secret } = await transaction(desk.db, tx =>
        hooks.add(tx, desk, by, request.params.id, request.body),
      )
      return reply.code(201).send({ ...shape(desk, hook), secret })
    },
  )
}

function changeRoutes(app: App, desk: WebDesk): void {
  app.put(
    `${path}/:hook_id`,
    {
      schema: {
        tags,
        summary: 'Change its name, its secret or what it may close; from then on in your name (Maintainers)',
        params: oneParams,
        body: forgeHook.Update,
        response: { 200: forgeHook.ForgeHook },
      },
    },
    async request => {
      const by = signedIn(request)
      const { id, hook_id: hookId } = request.params
      return shape(
        desk,
        await transaction(desk.db, tx => hooks.change(tx, desk, by, id, hookId, request.body)),
      )
    },
  )

  app.delete(
    `${path}/:hook_id`,
    {
      schema: {
        tags,
        summary: 'Let it tell no more (Maintainers)',
        params: oneParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id, hook_id: hookId } = request.params
      await transaction(desk.db, tx => hooks.remove(tx, by, id, hookId))
      return reply.code(204).send()
    },
  )
}

/** The signature is over the bytes, so nothing else may read them: hence parsers of its own. */
function receiveRoute(api: App, desk: WebDesk): void {
  let reading = 0
  api.register(async scope => {
    const app = scope as App
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: limits.bodyBytes },
      (_request, body, done) => done(null, body),
    )
    app.post(
      '/forge_hooks/:hook_id',
      {
        config: { anonymous: true },
        bodyLimit: limits.bodyBytes,
        onRequest: async (_request, reply) => {
          if (reading >= limits.atOnce)
            throw new DeskError('rate_limited', 'Too many deliveries at once: send it again in a moment.')
          reading++
          reply.raw.once('close', () => reading--)
        },
        schema: {
          tags,
          summary: 'What GitHub, GitLab, Gitea or Forgejo tell, signed with the secret of this hook',
          params: z.object({ hook_id: fields.id }),
          response: { 200: forgeHook.Received, 202: forgeHook.Received },
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const { hook_id: hookId } = request.params
        const { message, acted } = await hooks.receiveFromForge(desk, {
          hookId,
          headers: request.headers,
          body,
        })
        return reply.code(acted ? 200 : 202).send({ message })
      },
    )
  })
}

function shape(desk: WebDesk, row: hooks.ForgeHook): z.output<typeof forgeHook.ForgeHook> {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    url: `${desk.config.external_url}/api/v4/forge_hooks/${row.id}`,
    closing: row.closing,
    last_delivery_at: row.last_delivery_at,
    last_forge: row.last_forge as 'github' | null,
    last_event: row.last_event,
    last_result: row.last_result,
    created_at: row.created_at,
  }
}
