// Which mail became this ticket or note, and why did it come here? Shown to the team (SPEC §4.5).
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'
import { notes, policy } from '#issues'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { withoutKeys } from '../apply/text.ts'
import type { InboxEntry } from './rows.ts'

/** What came of the mail: a ticket, or a note on one. */
export type Became = { issueId: number } | { noteId: number }

export type Origin = Pick<
  InboxEntry,
  | 'id'
  | 'ingress'
  | 'received_at'
  | 'size'
  | 'mail_from'
  | 'recipients'
  | 'message_id'
  | 'subject'
  | 'author'
  | 'author_name'
  | 'reason'
  | 'why'
>

/** @throws not_found, the same below Reporter, where there is no such thing, and where it did not come by mail */
export async function findOrigin(db: Db, by: Person, became: Became): Promise<Origin> {
  const { rows } = await sql<Origin>`
    select inbox.id, ingress, received_at, raw_mails.size, mail_from, recipients, message_id, subject, author,
      author_name, reason, why
    from inbox join raw_mails on raw_mails.id = inbox.raw_mail_id
    where ${await whence(db, by, became)} order by inbox.id limit 1`.execute(db)
  const [origin] = rows
  if (origin === undefined) throw DeskError.notFound('Mail')
  // A member could else answer in the customer's name.
  return { ...origin, recipients: origin.recipients.map(withoutKeys) }
}

/** The condition that finds the mail in `inbox`. */
async function whence(db: Db, by: Person, became: Became): Promise<RawBuilder<unknown>> {
  const { accessLevel } =
    'noteId' in became
      ? await notes.find(db, by, became.noteId)
      : await policy.findIssue(db, by, became.issueId)
  if (!policy.canReadInternal(accessLevel)) throw DeskError.notFound('Mail')
  if ('noteId' in became) return sql`note_id = ${became.noteId}`
  // A ticket that was moved is another row, but its events went along.
  return sql`ending = 'ticket_opened' and inbox.id in (
    select id from inbox where issue_id = ${became.issueId}
    union select (data #>> '{announce,inboxId}')::bigint from events
    where issue_id = ${became.issueId} and kind = 'issue_opened')`
}
