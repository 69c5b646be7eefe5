// How is an ending written down? Once, in the transaction that made it so, with its why.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { texts } from '#kernel'
import type { Message } from '#mail/message'
import { keptMessageId } from './claim.ts'
import { storable } from './envelope.ts'
import { limits } from './limits.ts'
import type { InboxRow } from './load.ts'
import type { Ending, Reason } from './outcome.ts'

export type Settlement = {
  ending: Ending
  reason: Reason
  /** Which rule decided and on what evidence. */
  why: Record<string, unknown>
  /** Where the mail went: the ticket may have moved to another project since it was addressed. */
  projectId?: number | null
  issueId?: number | null
  noteId?: number | null
}

/** What a column and an index can hold of a name or subject. */
const shown = (text: string | undefined | null) => (text == null ? null : storable(text))

/** A row and what becomes of it. */
export type Settled = {
  row: Pick<InboxRow, 'id' | 'project'>
  /** null: it could not be read. */
  message: Message | null
  settlement: Settlement
  /** Addresses on the mail that may join its ticket by answering it: those that are not ours. */
  people: readonly string[]
}

/**
 * Ends the rows. Of mails that became tickets or notes, Message-IDs and addresses are kept as well: by them the next
 * mails find them. One statement for all, since it runs for every mail.
 */
export async function settle(tx: Tx, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return
  await sql`
    with given as (
      select * from json_to_recordset(${texts.toJson(settled.map(rowOf))}::json) as g (id bigint, ending text, reason text,
        why jsonb, project_id bigint, issue_id bigint, note_id bigint, message_id text, author text, author_name text,
        subject text, body_digest text, emails text[])
    ), settled as (
      update inbox set ending = g.ending, reason = g.reason, why = g.why, project_id = g.project_id,
        issue_id = g.issue_id, note_id = g.note_id, settled_at = now(), last_error = null, message_id = g.message_id,
        author = g.author, author_name = g.author_name, subject = g.subject, body_digest = g.body_digest
      from given g where inbox.id = g.id and inbox.ending is null
      returning inbox.id, inbox.project_id, inbox.issue_id, inbox.note_id, inbox.message_id, inbox.author, g.emails
    ), identified as (
      insert into message_ids (project_id, message_id, issue_id, note_id, direction, author)
      select project_id, message_id, issue_id, note_id, 'in', lower(author) from settled
      where issue_id is not null and project_id is not null and message_id is not null
      on conflict do nothing
    ), addressed as (
      insert into thread_addresses (issue_id, email)
      select distinct issue_id, email from settled, unnest(emails) as email where issue_id is not null
      on conflict do nothing
    )
    select pg_notify('desk_live', json_build_object('kind', 'inbox_changed', 'inboxId', id, 'projectId', project_id,
      'issueId', issue_id, 'noteId', note_id)::text) from settled`.execute(tx)
}

function rowOf({ row, message, settlement, people }: Settled) {
  const {
    ending,
    reason,
    why,
    projectId = row.project?.id ?? null,
    issueId = null,
    noteId = null,
  } = settlement
  const author = message?.author ?? null
  return {
    id: row.id,
    ending,
    reason,
    why,
    project_id: projectId,
    issue_id: issueId,
    note_id: noteId,
    message_id: message === null ? null : keptMessageId(message),
    author: shown(author?.address),
    author_name: shown(author?.name),
    subject: shown(message?.subject),
    body_digest: message?.bodyDigest ?? null,
    emails: people,
  }
}

/** Everybody whom the mail names, in lower case. */
export function addressesOf({ from, sender, replyTo, to, cc }: Message): string[] {
  const mailboxes = [from, sender, replyTo, ...to, ...cc].filter(mailbox => mailbox !== null)
  return [...new Set(mailboxes.map(({ address }) => address.toLowerCase()))].slice(0, limits.threadAddresses)
}
