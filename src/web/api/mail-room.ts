// How does GitLab's mail_room hand over mail? The raw message as the body, signed with a secret of its own.
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { receiveFromMailRoom, tokenHeaders } from '#mail/ingress'
import type { App, Routes } from '../context.ts'

const params = z.object({ mailbox: z.enum(['incoming_email', 'service_desk_email']) })

/** Any type of body is a mail, and none is read before the signature is: hence parsers of its own. */
export const mailRoomRoutes: Routes = (api, desk) => {
  api.register(async scope => {
    const app = scope as App
    app.removeAllContentTypeParsers()
    // Fastify hands over the stream; its size is looked after where it is read.
    app.addContentTypeParser('*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, payload, done) =>
      done(null, payload),
    )
    app.post(
      '/internal/mail_room/:mailbox',
      {
        config: { anonymous: true },
        schema: {
          tags: ['mail_room'],
          summary: "Deliver a raw mail, as GitLab's mail_room does",
          params,
          response: { 200: z.object({ success: z.boolean(), inbox_ids: z.array(z.int()) }) },
        },
      },
      async request => {
        const token = tokenHeaders.map(name => request.headers[name]).find(value => typeof value === 'string')
        const body = (request.body ?? []) as Readable
        const box = request.params.mailbox
        const { inboxIds } = await receiveFromMailRoom(desk, { box, token, body })
        return { success: true, inbox_ids: inboxIds }
      },
    )
  })
}
