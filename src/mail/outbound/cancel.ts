// How is a mail kept from leaving when the note that it carries is taken back?
import { sql } from 'kysely'
import type { Tx } from '#db'

/** Said in the outbox of a mail that shall not leave any more. */
const takenBack = 'the note was deleted before the mail left'

/**
 * Cancels the mails of a note that have not left; to be called before the note is deleted, in the same transaction.
 * Later mails do not name them, since nobody has them.
 * @returns whether a mail of the note has left, or is on its way
 */
export async function cancelOfNote(tx: Tx, noteId: number): Promise<boolean> {
  // Held, so that mails being written now are either seen here or find no note.
  await sql`select from notes where id = ${noteId} for update`.execute(tx)
  await sql`
    with cancelled as (
      -- Without the note, with which the row would go: the log shall say what became of the mail.
      update outbox set state = 'cancelled', note_id = null, next_attempt_at = null, last_error = ${takenBack}
      where note_id = ${noteId} and state in ('queued', 'waiting')
      returning project_id, message_id
    )
    delete from message_ids using cancelled
    where message_ids.project_id = cancelled.project_id and message_ids.message_id = cancelled.message_id
      and message_ids.direction = 'out'`.execute(tx)
  const { rows } = await sql`
    select from outbox where note_id = ${noteId} and state in ('sending', 'sent') limit 1`.execute(tx)
  return rows.length > 0
}
