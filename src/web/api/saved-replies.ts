// Which answers does a team keep ready, and who keeps them?
import { z } from 'zod'
import { fields, savedReply } from '#contract'
import { transaction } from '#db'
import { projects } from '#projects'
import { signedIn } from '../authentication.ts'
import type { Routes } from '../context.ts'

const tags = ['saved replies']
const path = '/projects/:id/saved_replies'
const params = z.object({ id: fields.idOrPath })
const one = params.extend({ reply_id: fields.id })

export const savedReplyRoutes: Routes = (app, desk) => {
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Saved replies of a project, by title (Reporters)',
        params,
        response: { 200: z.array(savedReply.SavedReply) },
      },
    },
    request => projects.savedReplies.list(desk.db, signedIn(request), request.params.id),
  )

  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Keep a reply (Developers)',
        params,
        body: savedReply.Create,
        response: { 201: savedReply.SavedReply },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id } = request.params
      const row = await transaction(desk.db, tx => projects.savedReplies.create(tx, by, id, request.body))
      return reply.code(201).send(row)
    },
  )

  app.put(
    `${path}/:reply_id`,
    {
      schema: {
        tags,
        summary: 'Change a saved reply (Developers)',
        params: one,
        body: savedReply.Update,
        response: { 200: savedReply.SavedReply },
      },
    },
    request => {
      const by = signedIn(request)
      const { id, reply_id: replyId } = request.params
      return transaction(desk.db, tx => projects.savedReplies.update(tx, by, id, replyId, request.body))
    },
  )

  app.delete(
    `${path}/:reply_id`,
    {
      schema: {
        tags,
        summary: 'Remove a saved reply (Developers)',
        params: one,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const by = signedIn(request)
      const { id, reply_id: replyId } = request.params
      await transaction(desk.db, tx => projects.savedReplies.remove(tx, by, id, replyId))
      return reply.code(204).send()
    },
  )
}
