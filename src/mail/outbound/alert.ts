// How do administrators hear of something that they must repair? By a mail to each who can get one.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { isAddress } from '#mail/message'
import type { Mail } from './claim.ts'
import { mailHost, type OutboundDesk } from './desk.ts'
import { newMessageId } from './own-mail.ts'
import { escapeHtml } from './prose.ts'
import { deskName } from './sender.ts'
import type { Block } from './templates.ts'
import { type Draft, writeMails } from './write.ts'

export type Alert = {
  subject: string
  /** In sentences. */
  paragraphs: readonly string[]
  /** Where more is to be seen. */
  url: string
}

export type LetterDesk = Pick<OutboundDesk, 'addresses' | 'config' | 'identity' | 'clock'>
export type Reader = { id: number; name: string; email: string }

/** The first account has such an address until somebody gives it a real one. */
const leadsNowhere = /[@.](?:localhost|localdomain|invalid)$/i

/** Writes the alert into the outbox, once for each active administrator with an address. @returns how many get it */
export async function alertAdministrators(tx: Tx, desk: LetterDesk, alert: Alert): Promise<number> {
  const { rows } = await sql<Reader>`
    select id, name, email from users u where is_admin and not is_bot and state = 'active'
      and not exists (select from undeliverable_addresses x where x.email = lower(u.email)) order by id`.execute(
    tx,
  )
  const drafts = rows
    .filter(isReachable)
    .map(admin => letterTo(desk, admin, { ...alert, kind: 'mailbox_alert', projectId: null }))
  const smtpConfigured = desk.config.smtp !== undefined
  return (await writeMails(tx, drafts, { keysExpireAt: desk.clock(), smtpConfigured })).length
}

export const isReachable = ({ email }: Reader) => isAddress(email) && !leadsNowhere.test(email)

type Letter = Alert & {
  kind: 'mailbox_alert' | 'custom_email_verification'
  projectId: number | null
}

/** A mail of paragraphs to somebody of the team. */
export function letterTo(desk: LetterDesk, reader: Reader, letter: Letter): Draft {
  const { kind, projectId, subject, paragraphs, url } = letter
  return {
    kind,
    projectId,
    issueId: null,
    noteId: null,
    eventId: null,
    inboxId: null,
    userId: reader.id,
    recipient: reader.email,
    recipientName: reader.name,
    messageId: newMessageId(desk.identity, mailHost(desk)),
    inReplyTo: null,
    references: [],
    replyKey: null,
    subject,
    data: { paragraphs, url },
    automatic: true,
    notBefore: null,
  }
}

/** The text of such a mail. What a foreign server said stands in it, so nothing is read as markup. */
export function alertText(mail: Mail): Block {
  const { paragraphs, url } = mail.data as Pick<Alert, 'paragraphs' | 'url'>
  const link = escapeHtml(url)
  return {
    text: [...paragraphs, url, deskName(mail)].join('\n\n'),
    html: [
      ...paragraphs.map(paragraph => `<p>${escapeHtml(paragraph)}</p>`),
      `<p><a href="${link}">${link}</a></p>`,
      `<p>${escapeHtml(deskName(mail))}</p>`,
    ].join('\n'),
  }
}
