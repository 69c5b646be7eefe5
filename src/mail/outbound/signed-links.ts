// How does somebody without an account get a file that was too big to mail? By a link that is signed and expires.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OutboundDesk } from './desk.ts'
import type { Identity } from './own-mail.ts'

const dayMilliseconds = 24 * 3_600_000
const prefix = '/-/attachments'

/** The URL of an upload, for as many days as the limits say: a mail that is forwarded is no archive. */
export function attachmentUrl(
  desk: Pick<OutboundDesk, 'identity' | 'config'>,
  upload: { secret: string; filename: string },
  now: Date,
): string {
  const expires = Math.floor((now.getTime() + desk.config.limits.file_link_days * dayMilliseconds) / 1000)
  const signature = sign(desk.identity, upload.secret, expires)
  const name = encodeURIComponent(upload.filename)
  return `${desk.config.external_url}${prefix}/${upload.secret}/${expires}/${signature}/${name}`
}

/** Whether the parts of a link are ours and still valid. @param expires seconds since 1970 */
export function isAttachmentLink(
  identity: Identity,
  link: { secret: string; expires: number; signature: string },
  now: Date,
): boolean {
  const expected = Buffer.from(sign(identity, link.secret, link.expires))
  const given = Buffer.from(link.signature)
  return (
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    link.expires * 1000 > now.getTime()
  )
}

function sign(identity: Identity, secret: string, expires: number): string {
  return createHmac('sha256', identity.secret).update(`attachment:${secret}:${expires}`).digest('hex')
}
