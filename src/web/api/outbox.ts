// What went out, what waits, what failed, and may it be sent again?
import { z } from 'zod'
import { fields, outbox as shape } from '#contract'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { outbox } from '#mail/outbound'
import { requireProject } from '#projects'
import { administrator, signedIn } from '../authentication.ts'
import type { Reply, Request, Routes, WebDesk } from '../context.ts'
import { keysetPage } from '../pagination.ts'

const tags = ['outbox']
const ofProject = z.object({ id: fields.idOrPath })
const oneOfProject = ofProject.extend({ outbox_id: fields.id })
const one = z.object({ outbox_id: fields.id })

/** Administrators see all mails, maintainers those of their project; #mail/outbound asks for the permission. */
export const outboxRoutes: Routes = (app, desk) => {
  const projectId = async (request: Request, id: number | string) =>
    (await requireProject(desk.db, signedIn(request), id)).id

  app.get(
    '/projects/:id/outbox',
    {
      schema: {
        tags,
        summary: 'Mails of a project, newest first',
        params: ofProject,
        querystring: shape.List,
        response: { 200: z.array(shape.Mail) },
      },
    },
    async (request, reply) =>
      page(desk, request, reply, request.query, await projectId(request, request.params.id)),
  )

  app.get(
    '/admin/outbox',
    {
      schema: {
        tags,
        summary: 'All mails, newest first',
        querystring: shape.List,
        response: { 200: z.array(shape.Mail) },
      },
    },
    (request, reply) => page(desk, request, reply, request.query),
  )

  app.get(
    '/projects/:id/outbox/:outbox_id',
    {
      schema: {
        tags,
        summary: 'A mail of a project with its text',
        params: oneOfProject,
        response: { 200: shape.Rendered },
      },
    },
    async request => {
      const { id, outbox_id: outboxId } = request.params
      return outbox.show(desk, request.viewer, outboxId, await projectId(request, id))
    },
  )

  app.get(
    '/admin/outbox/:outbox_id',
    { schema: { tags, summary: 'A mail with its text', params: one, response: { 200: shape.Rendered } } },
    request => outbox.show(desk, request.viewer, request.params.outbox_id),
  )

  app.post(
    '/projects/:id/outbox/:outbox_id/resend',
    {
      schema: {
        tags,
        summary: 'Send a mail of a project again that did not arrive',
        params: oneOfProject,
        response: { 201: shape.Mail },
      },
    },
    async (request, reply) => {
      const { id, outbox_id: outboxId } = request.params
      const row = await resend(desk, request, outboxId, await projectId(request, id))
      return reply.code(201).send(row)
    },
  )

  app.post(
    '/admin/outbox/:outbox_id/resend',
    {
      schema: {
        tags,
        summary: 'Send a mail again that did not arrive',
        params: one,
        response: { 201: shape.Mail },
      },
    },
    async (request, reply) => reply.code(201).send(await resend(desk, request, request.params.outbox_id)),
  )
}

const byEmail = z.object({ email: z.string().max(254) })

/** Addresses to which nothing is mailed any more, and how to take that back. */
export const undeliverableRoutes: Routes = (app, desk) => {
  app.get(
    '/admin/undeliverable_addresses',
    {
      schema: {
        tags,
        summary: 'Addresses to which nothing is mailed, because mail to them came back',
        querystring: shape.ListUndeliverable,
        response: { 200: z.array(shape.Undeliverable) },
      },
    },
    async request => {
      administrator(request)
      const { per_page: limit, before } = request.query
      return outbox.listUndeliverable(desk.db, { limit, before })
    },
  )

  app.delete(
    '/admin/undeliverable_addresses/:email',
    {
      schema: {
        tags,
        summary: 'Mail to an address again',
        params: byEmail,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      administrator(request)
      const found = await transaction(desk.db, tx => outbox.resetUndeliverable(tx, request.params.email))
      if (!found) throw DeskError.notFound('Address')
      return reply.code(204).send()
    },
  )
}

type Query = z.output<typeof shape.List>

function page(
  { db }: WebDesk,
  request: Request,
  reply: Reply,
  query: Query,
  projectId?: number,
): Promise<outbox.OutboxRow[]> {
  const { state, recipient, note_id: noteId } = query
  return keysetPage(
    request,
    reply,
    query,
    ({ limit, after }) =>
      outbox.list(db, request.viewer, { projectId, state, recipient, noteId, before: after?.id, limit }),
    row => ({ value: row.id, id: row.id }),
  )
}

function resend({ db, config }: WebDesk, request: Request, outboxId: number, projectId?: number) {
  const smtpConfigured = config.smtp !== undefined
  return transaction(db, tx => outbox.resend(tx, request.viewer, outboxId, { projectId, smtpConfigured }))
}
