// What came in, what became of it and why, and what may be done about it?
import { z } from 'zod'
import { fields, inbox as shape } from '#contract'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { inbox } from '#mail/inbound'
import { requireProject } from '#projects'
import { signedIn } from '../authentication.ts'
import type { App, Reply, Request, Routes, WebDesk } from '../context.ts'
import { sendRawMail } from '../files/raw-mail.ts'
import { keysetPage } from '../pagination.ts'

const tags = ['inbox']
const ofProject = z.object({ id: fields.idOrPath })
const oneOfProject = ofProject.extend({ inbox_id: fields.id })
const one = z.object({ inbox_id: fields.id })

type Project = number | string | null
type Action = (typeof shape.actions)[number]

const summaries: Record<Action, string> = {
  release: 'Let a held mail through',
  reroute: 'Process a mail once more, or as a mail to another project',
  discard: 'Throw a held or failed mail away; its bytes are kept',
}

/** Administrators see all mails, Maintainers those of their project; #mail/inbound asks for the permission. */
export const inboxRoutes: Routes = (app, desk) => {
  listRoutes(app, desk)
  oneRoutes(app, desk)
  rawRoutes(app, desk)
  for (const action of shape.actions) actionRoutes(app, desk, action)
  bulkRoutes(app, desk)
  senderRoutes(app, desk)
}

function listRoutes(app: App, desk: WebDesk): void {
  const response = { 200: z.array(shape.Mail) }
  app.get(
    '/projects/:id/inbox',
    {
      schema: {
        tags,
        summary: 'Mails to a project, newest first',
        params: ofProject,
        querystring: shape.List,
        response,
      },
    },
    (request, reply) => page(desk, request, reply, request.query, request.params.id),
  )
  app.get(
    '/admin/inbox',
    { schema: { tags, summary: 'All mails, newest first', querystring: shape.List, response } },
    (request, reply) => page(desk, request, reply, request.query, null),
  )
}

function page(
  { db }: WebDesk,
  request: Request,
  reply: Reply,
  query: z.output<typeof shape.List>,
  project: Project,
): Promise<inbox.InboxEntry[]> {
  const by = signedIn(request)
  const { ending, reason, search } = query
  return keysetPage(
    request,
    reply,
    query,
    ({ limit, after }) =>
      inbox.list(db, by, { project, ending, reason, search, before: after?.id ?? null, limit }),
    row => ({ value: row.id, id: row.id }),
  )
}

function oneRoutes(app: App, desk: WebDesk): void {
  const response = { 200: shape.Mail }
  app.get(
    '/projects/:id/inbox/:inbox_id',
    { schema: { tags, summary: 'A mail to a project, with its why', params: oneOfProject, response } },
    request => find(desk, request, request.params.inbox_id, request.params.id),
  )
  app.get(
    '/admin/inbox/:inbox_id',
    { schema: { tags, summary: 'A mail, with its why', params: one, response } },
    request => find(desk, request, request.params.inbox_id, null),
  )
}

/** The mail, if it is one of the project named in the path. */
async function find(
  { db }: WebDesk,
  request: Request,
  id: number,
  project: Project,
): Promise<inbox.InboxEntry> {
  const row = await inbox.find(db, signedIn(request), id)
  if (project === null) return row
  const { id: projectId } = await requireProject(db, request.viewer, project)
  if (row.project_id !== projectId) throw DeskError.notFound('Mail')
  return row
}

function rawRoutes(app: App, desk: WebDesk): void {
  const summary = 'A mail as it came, byte for byte'
  const response = { 200: z.any().describe('message/rfc822') }
  app.get(
    '/projects/:id/inbox/:inbox_id/raw',
    { schema: { tags, summary, params: oneOfProject, response } },
    (request, reply) => sendRaw(desk, request, reply, request.params.inbox_id, request.params.id),
  )
  app.get(
    '/admin/inbox/:inbox_id/raw',
    { schema: { tags, summary, params: one, response } },
    (request, reply) => sendRaw(desk, request, reply, request.params.inbox_id, null),
  )
}

async function sendRaw(desk: WebDesk, request: Request, reply: Reply, id: number, project: Project) {
  await find(desk, request, id, project)
  return sendRawMail(reply, await inbox.openRaw(desk.db, signedIn(request), id))
}

function actionRoutes(app: App, desk: WebDesk, action: Action): void {
  const schema = { tags, summary: summaries[action], body: shape.Reroute, response: { 201: shape.Mail } }
  app.post(
    `/projects/:id/inbox/:inbox_id/${action}`,
    { schema: { ...schema, params: oneOfProject } },
    async (request, reply) => {
      const { id, inbox_id: inboxId } = request.params
      await find(desk, request, inboxId, id)
      return reply.code(201).send(await act(desk, request, action, inboxId, request.body.project_id))
    },
  )
  app.post(
    `/admin/inbox/:inbox_id/${action}`,
    { schema: { ...schema, params: one } },
    async (request, reply) =>
      reply
        .code(201)
        .send(await act(desk, request, action, request.params.inbox_id, request.body.project_id)),
  )
}

function act(
  { db }: WebDesk,
  request: Request,
  action: Action,
  id: number,
  project: number | string | undefined,
): Promise<inbox.InboxEntry> {
  const target = { id, by: signedIn(request) }
  return transaction(db, tx =>
    action === 'reroute' ? inbox.reroute(tx, { ...target, project }) : inbox[action](tx, target),
  )
}

function bulkRoutes(app: App, desk: WebDesk): void {
  const summary = 'Let many mails through, or throw them away'
  const schema = { tags, summary, body: shape.Bulk, response: { 200: z.array(shape.BulkResult) } }
  app.post('/projects/:id/inbox/bulk', { schema: { ...schema, params: ofProject } }, async request => {
    const { action, ids } = request.body
    const rows = await Promise.allSettled(ids.map(id => find(desk, request, id, request.params.id)))
    const found = ids.filter((_, index) => rows[index]?.status === 'fulfilled')
    const missing = ids.filter(id => !found.includes(id))
    const done = await inbox.decideMany(desk.db, { action, ids: found, by: signedIn(request) })
    return [...done, ...missing.map(id => ({ id, done: false, message: '404 Mail Not Found' }))]
  })
  app.post('/admin/inbox/bulk', { schema }, request =>
    inbox.decideMany(desk.db, { ...request.body, by: signedIn(request) }),
  )
}

function senderRoutes(app: App, { db }: WebDesk): void {
  const summary =
    'Let through, or throw away, all mails of a sender that were held because there were too many'
  const schema = { tags, summary, body: shape.OfSender, response: { 200: z.array(shape.BulkResult) } }
  app.post('/projects/:id/inbox/sender', { schema: { ...schema, params: ofProject } }, request =>
    inbox.decideSender(db, { ...request.body, project: request.params.id, by: signedIn(request) }),
  )
  app.post('/admin/inbox/sender', { schema }, request =>
    inbox.decideSender(db, { ...request.body, project: null, by: signedIn(request) }),
  )
}
