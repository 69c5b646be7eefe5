// How does a customer get the file that was too big for the mail? By its signed link, without an account.
import { z } from 'zod'
import { DeskError } from '#kernel'
import { attachmentLinks } from '#mail/outbound'
import type { Routes } from './context.ts'

const params = z.object({
  secret: z.string().regex(/^[0-9a-f]{32}$/),
  expires: z.string().regex(/^\d{1,12}$/),
  signature: z.string().max(100),
  filename: z.string(),
})

/** Always a download with no rights on the desk's own pages: whoever wrote the file is a stranger to its reader. */
export const attachmentRoutes: Routes = (app, desk) => {
  app.get(
    '/-/attachments/:secret/:expires/:signature/:filename',
    { schema: { hide: true, params }, config: { anonymous: true } },
    async (request, reply) => {
      const { secret, expires, signature } = request.params
      const link = { secret, expires: Number(expires), signature }
      if (!attachmentLinks.isAttachmentLink(desk.identity, link, desk.clock()))
        throw DeskError.notFound('File')
      const upload = await desk.db
        .selectFrom('uploads')
        .select(['filename', 'size', 'digest'])
        .where('secret', '=', secret)
        .executeTakeFirst()
      if (upload === undefined) throw DeskError.notFound('File')
      const content = await desk.storage.read(upload.digest)
      return reply
        .headers({
          'content-type': 'application/octet-stream',
          'content-length': String(upload.size),
          // RFC 6266 §4.1 with RFC 8187: any name, whatever letters it has.
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(upload.filename).replace(/['()*]/g, c => `%${c.charCodeAt(0).toString(16)}`)}`,
          'content-security-policy': "sandbox; default-src 'none'",
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
          'referrer-policy': 'no-referrer',
          'x-robots-tag': 'noindex',
        })
        .send(content)
    },
  )
}
