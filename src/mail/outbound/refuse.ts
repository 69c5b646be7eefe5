// Whom do we tell that a mail was not taken? Only those who surely wrote it, and seldom: no backscatter (SPEC §4.3).
import { sql } from 'kysely'
import type { Tx } from '#db'
import type { Message } from '#mail/message'
import { resolveAddress } from '#projects'
import { type Brakes, mayMailAutomatically } from './brakes.ts'
import { mailHost, type OutboundDesk } from './desk.ts'
import { isFromAnotherDesk, newMessageId } from './own-mail.ts'
import { writeMails } from './write.ts'

export type Refusal = {
  inboxId: number
  projectId: number | null
  /** Reason code of the inbox. */
  reason: string
  /** The reason in plain words, one paragraph or more. */
  sentence: string
  message: Message
  /** The intake's verdict: a person wrote it, and is authenticated (DMARC, SPF or DKIM aligned) or a participant. */
  mayTell: boolean
  /** Our address to which a second try should go; null: there is none. */
  retryTo: string | null
}

/** Of a long mail the sender has a copy; this much is quoted. */
const maxQuoted = 100_000
const maxPerHour = 1

/**
 * Writes the refusal mail into the outbox, if the sender may be told: to the author alone, never to a Reply-To that
 * somebody else may have to bear, never to an address of ours, and at most once per sender and hour.
 * @returns whether it was written; if not, the mail is to be held silently
 */
export async function refuse(
  tx: Tx,
  desk: Pick<OutboundDesk, 'addresses' | 'config' | 'identity' | 'clock'>,
  { inboxId, projectId, reason, sentence, message, mayTell, retryTo }: Refusal,
): Promise<boolean> {
  const { author, ambiguousAuthor, messageId, syntheticMessageId, references, subject, text } = message
  if (!mayTell || author === null || ambiguousAuthor || isFromAnotherDesk(desk, message)) return false
  if (await isOurs(tx, desk, author.address)) return false
  if (!(await brakesAllow(tx, author.address, desk.config.limits))) return false
  const written = await writeMails(
    tx,
    [
      {
        kind: 'refusal',
        projectId,
        issueId: null,
        noteId: null,
        eventId: null,
        inboxId,
        userId: null,
        recipient: author.address,
        recipientName: author.name,
        messageId: newMessageId(desk.identity, mailHost(desk)),
        inReplyTo: syntheticMessageId ? null : messageId,
        references: syntheticMessageId ? [] : [...references.slice(-10), messageId],
        replyKey: null,
        subject: `[Rejected] ${subject === '' ? '(no subject)' : subject}`,
        data: { reason, sentence, retryTo, quoted: text.slice(0, maxQuoted) },
        automatic: true,
        notBefore: null,
      },
    ],
    { keysExpireAt: desk.clock(), smtpConfigured: desk.config.smtp !== undefined },
  )
  return written.length > 0
}

async function isOurs(tx: Tx, desk: Pick<OutboundDesk, 'addresses'>, address: string): Promise<boolean> {
  const found = await resolveAddress(tx, desk.addresses, address, { custom: false })
  return found.kind !== 'unknown' || found.ours
}

async function brakesAllow(tx: Tx, address: string, limits: Brakes): Promise<boolean> {
  const { rows } = await sql<{ refusals: number; automaticLastHour: number }>`
    select count(*) filter (where kind = 'refusal') as refusals, count(*) as "automaticLastHour" from outbox
    where mailbox_of(recipient) = mailbox_of(${address}) and automatic and created_at > now() - interval '1 hour'`.execute(
    tx,
  )
  const { refusals = 0, automaticLastHour = 0 } = rows[0] ?? {}
  return refusals < maxPerHour && mayMailAutomatically({ automaticLastHour }, limits)
}
