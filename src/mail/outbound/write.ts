// How does a mail get into the outbox? With its reply key, its Message-ID and its job, in one statement.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { addJob } from '#jobs'
import { texts } from '#kernel'
import type { MailKind } from './mailings.ts'

/** What is fixed when the row is written, so that a retry can never become another mail (SPEC §6). */
export type Draft = {
  kind: MailKind
  projectId: number | null
  issueId: number | null
  noteId: number | null
  eventId: number | null
  inboxId: number | null
  userId: number | null
  recipient: string
  recipientName: string
  messageId: string
  inReplyTo: string | null
  references: readonly string[]
  replyKey: string | null
  subject: string
  data: Record<string, unknown>
  automatic: boolean
  /** It leaves no sooner; null: at once. */
  notBefore: Date | null
}

/** A key to set in the rows, since json_to_recordset wants the columns' own names. */
function toRow(draft: Draft) {
  return {
    kind: draft.kind,
    project_id: draft.projectId,
    issue_id: draft.issueId,
    note_id: draft.noteId,
    event_id: draft.eventId,
    inbox_id: draft.inboxId,
    user_id: draft.userId,
    recipient: draft.recipient,
    recipient_name: draft.recipientName,
    message_id: draft.messageId,
    in_reply_to: draft.inReplyTo,
    reference_ids: draft.references,
    reply_key: draft.replyKey,
    subject: draft.subject,
    data: draft.data,
    automatic: draft.automatic,
    next_attempt_at: draft.notBefore,
  }
}

const columns =
  sql.raw(`kind, project_id, issue_id, note_id, event_id, inbox_id, user_id, recipient, recipient_name,
  message_id, in_reply_to, reference_ids, reply_key, subject, data, automatic, next_attempt_at`)
const typed =
  sql.raw(`kind text, project_id bigint, issue_id bigint, note_id bigint, event_id bigint, inbox_id bigint,
  user_id bigint, recipient text, recipient_name text, message_id text, in_reply_to text, reference_ids text[],
  reply_key text, subject text, data jsonb, automatic boolean, next_attempt_at timestamptz`)

/** Said in the outbox of mails that wait for a server to be configured. */
export const noServer = 'not sent: no SMTP server configured'

/** Whether there is a server for a mail: the desk's, or for people outside the project's own. `of` names the row. */
export const hasServer = (smtpConfigured: boolean, of: string) => sql`(${smtpConfigured}::boolean
  or (${sql.ref(`${of}.user_id`)} is null and exists (select from service_desk_custom_emails own
    where own.project_id = ${sql.ref(`${of}.project_id`)} and own.enabled)))`

type Options = {
  /** Until when an answer by the reply key is taken. */
  keysExpireAt: Date
  /** Without an SMTP server the mails wait, visibly, and no job is made. */
  smtpConfigured: boolean
}

type Written = { id: number; eventId: number | null }

/**
 * Writes the mails; those that this event has already caused to this recipient are passed over, so that a repeated job
 * mails nothing twice. Returns the new rows.
 */
export async function writeMails(
  tx: Tx,
  drafts: readonly Draft[],
  { keysExpireAt, smtpConfigured }: Options,
): Promise<Written[]> {
  if (drafts.length === 0) return []
  const { rows } = await sql<Written>`
    with written as (
      insert into outbox (${columns}, state, last_error)
      select ${columns}, case when ${hasServer(smtpConfigured, 'draft')} then 'queued' else 'waiting' end,
        case when not ${hasServer(smtpConfigured, 'draft')} then ${noServer}::text end
      from json_to_recordset(${texts.toJson(drafts.map(toRow))}::json) as draft (${typed})
      on conflict (event_id, kind, recipient) where event_id is not null do nothing
      returning id, event_id, project_id, issue_id, note_id, user_id, recipient, message_id, reply_key,
        next_attempt_at, state
    ), keys as (
      insert into reply_keys (key, issue_id, note_id, recipient, user_id, expires_at)
      select reply_key, issue_id, note_id, recipient, user_id, ${keysExpireAt}::timestamptz
      from written where reply_key is not null
    ), ids as (
      insert into message_ids (project_id, message_id, issue_id, note_id, direction, author)
      select project_id, message_id, issue_id, note_id, 'out', lower(recipient)
      from written where issue_id is not null
      on conflict do nothing
    )
    select id, event_id as "eventId", case when state = 'queued'
      then (${addJob('outbound.deliver', sql`json_build_object('outboxId', id)`, { runAt: sql`next_attempt_at` })}).id end
    from written`.execute(tx)
  return rows.map(({ id, eventId }) => ({ id, eventId }))
}
