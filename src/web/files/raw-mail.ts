// How does a raw mail reach a browser? Always as a download: what strangers wrote is never shown under our own origin.
import type { inbox } from '#mail/inbound'
import type { Reply } from '../context.ts'

export function sendRawMail(reply: Reply, { id, size, stream }: inbox.Raw): Reply {
  return reply
    .headers({
      'content-type': 'message/rfc822',
      'content-length': String(size),
      'content-disposition': `attachment; filename="mail-${id}.eml"`,
      'content-security-policy': "sandbox; default-src 'none'",
    })
    .serializer((payload: unknown) => payload as string)
    .send(stream)
}
