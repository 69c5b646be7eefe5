// How is an ending written down? Once, in the transaction that made it so, with its why.
import { sql } from 'kysely'
import type { Tx } from '#db'
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

/**
 * Ends the row. For a mail that became a ticket or note its Message-ID and addresses are kept as well: by them the
 * next mail finds it. One statement, since it runs for every mail.
 */
export async function settle(
  tx: Tx,
  row: Pick<InboxRow, 'id' | 'project'>,
  message: Message | null,
  { ending, reason, why, projectId = row.project?.id ?? null, issueId = null, noteId = null }: Settlement,
): Promise<void> {
  const author = message?.author ?? null
  await sql`
    with settled as (
      update inbox set ending = ${ending}, reason = ${reason}, why = ${JSON.stringify(why)}::jsonb,
        project_id = ${projectId}, issue_id = ${issueId}, note_id = ${noteId}, settled_at = now(), last_error = null,
        message_id = ${message === null ? null : keptMessageId(message)}, author = ${shown(author?.address)},
        author_name = ${shown(author?.name)}, subject = ${shown(message?.subject)},
        body_digest = ${message?.bodyDigest ?? null}
      where id = ${row.id} and ending is null
      returning id, project_id, issue_id, note_id, message_id, lower(author) as author
    ), identified as (
      insert into message_ids (project_id, message_id, issue_id, note_id, direction, author)
      select project_id, message_id, issue_id, note_id, 'in', author from settled
      where issue_id is not null and project_id is not null
      on conflict do nothing
    ), addressed as (
      insert into thread_addresses (issue_id, email)
      select issue_id, email from settled, unnest(${addressesOf(message)}::text[]) as email where issue_id is not null
      on conflict do nothing
    )
    select pg_notify('desk_live', json_build_object('kind', 'inbox_changed', 'inboxId', id, 'projectId', project_id,
      'issueId', issue_id, 'noteId', note_id)::text) from settled`.execute(tx)
}

/** Everybody whom the mail names. Addresses of ours do no harm among them: nothing of ours comes in (screens/loop.ts). */
function addressesOf(message: Message | null): string[] {
  if (message === null) return []
  const { from, sender, replyTo, to, cc } = message
  const mailboxes = [from, sender, replyTo, ...to, ...cc].filter(mailbox => mailbox !== null)
  return [...new Set(mailboxes.map(({ address }) => address.toLowerCase()))].slice(0, limits.threadAddresses)
}
