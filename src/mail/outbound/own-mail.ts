// Which mail is our own, come back? Known without a look-up, by a signature that only this desk can make.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { randomHex } from '#kernel'
import type { Message } from '#mail/message'

export type Identity = { id: string; secret: string }

/** Each outgoing mail says by this header which desk sent it. */
export const instanceHeader = 'X-Deskbell-Instance'

/** Random part of a Message-ID: nobody may guess one and join a ticket by naming it (SPEC §4.5). */
const nonceBytes = 12
/** Hex digits of the signature that are kept: 96 bits cannot be tried out over mail. */
const signatureLength = 24
const signed = new RegExp(`^([0-9a-f]{${nonceBytes * 2}})\\.([0-9a-f]{${signatureLength}})$`)

/** A new Message-ID under `host`, without its brackets: `random.signature@host` (RFC 5322 §3.6.4). */
export function newMessageId(identity: Identity, host: string): string {
  const nonce = randomHex(nonceBytes)
  return `${nonce}.${sign(identity, nonce)}@${host}`
}

/** Whether this desk made `messageId`; the host does not matter, since the desk may have had another. */
export function isOwnMessageId(identity: Identity, messageId: string): boolean {
  return isSigned(identity, localPart(messageId))
}

/**
 * The value of the instance header for a mail: the signed part stands in it again, because some relays give a mail a
 * new Message-ID (Amazon SES, Exchange).
 */
export function instanceStamp(identity: Identity, messageId: string): string {
  return `${identity.id}; ${localPart(messageId)}`
}

/** Whether `message` itself left this desk, by its Message-ID or its stamp; not whether it answers or quotes one that did. */
export function isOwnMail({ identity }: { identity: Identity }, message: Message): boolean {
  if (isOwnMessageId(identity, message.messageId)) return true
  return stampsOf(message).some(stamp => stamp.id === identity.id && isSigned(identity, stamp.local))
}

/** Whether another Deskbell sent it: that one is never answered automatically, or two desks would thank each other. */
export function isFromAnotherDesk({ identity }: { identity: Identity }, message: Message): boolean {
  return stampsOf(message).some(stamp => stamp.id !== identity.id)
}

function stampsOf(message: Message): { id: string; local: string }[] {
  return message.headers.raw(instanceHeader).map(value => {
    const [id = '', local = ''] = value.split(';', 2)
    return { id: id.trim(), local: local.trim() }
  })
}

function localPart(messageId: string): string {
  return messageId.slice(0, Math.max(0, messageId.lastIndexOf('@')))
}

function isSigned(identity: Identity, local: string): boolean {
  const match = signed.exec(local)
  if (match === null) return false
  return timingSafeEqual(Buffer.from(sign(identity, match[1] ?? '')), Buffer.from(match[2] ?? ''))
}

function sign({ secret }: Identity, nonce: string): string {
  return createHmac('sha256', secret).update(`message-id:${nonce}`).digest('hex').slice(0, signatureLength)
}
