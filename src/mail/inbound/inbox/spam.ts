// Who tells the checkers that a ticket is spam after all, or none?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { enqueue } from '#jobs'
import { DeskError } from '#kernel'

/**
 * Leaves the job that teaches the checkers by the mail that opened the ticket.
 * @throws conflict if no mail did
 */
export async function teachSpam(
  tx: Tx,
  { issueId, as }: { issueId: number; as: 'spam' | 'ham' },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from inbox where issue_id = ${issueId} and ending = 'ticket_opened' order by id limit 1`.execute(
    tx,
  )
  const [mail] = rows
  if (mail === undefined) throw new DeskError('conflict', 'The ticket was not opened by a mail')
  await enqueue(tx, 'spam.learn', { inboxId: mail.id, as })
}
