// How is a stranger's mail on a ticket accepted? It becomes public and its sender a participant (SPEC §4.5).
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { recordEvent } from '../events/record.ts'
import { type AddedParticipant, addParticipant } from '../participants/add.ts'
import { findAsTeam } from '../policy.ts'
import { findNote } from './find.ts'

/** Says, too, whether the sender takes part now; if not, why not. */
export type AcceptedNote = { eventId: number; participant: AddedParticipant }

/**
 * Publishes a note flagged `unknown_sender`; the other participants get it by mail, as if it had just been written.
 * @throws not_found; conflict if it carries no such flag; forbidden below Reporter
 */
export async function acceptNote(
  tx: Tx,
  { noteId, by }: { noteId: number; by: Person },
): Promise<AcceptedNote> {
  const { note, issue } = await findNote(tx, by, noteId)
  await findAsTeam(tx, by, issue.id)
  const { numAffectedRows } = await sql`
    update notes set internal = false, flag = null, updated_at = now()
    where id = ${noteId} and flag = 'unknown_sender'`.execute(tx)
  if (numAffectedRows !== 1n) throw new DeskError('conflict', 'The note needs no accepting')
  await sql`
    update issues set updated_at = now(), user_notes_count = user_notes_count + 1,
      internal_notes_count = internal_notes_count - 1,
      last_customer_at = greatest(last_customer_at, ${note.created_at}::timestamptz)
    where id = ${issue.id}`.execute(tx)
  const participant = await addParticipant(tx, {
    issueId: issue.id,
    address: note.external_author ?? '',
    name: note.external_name ?? '',
    origin: 'accepted',
    by,
    // Who has written knows the ticket; a greeting would tell nothing new.
    announce: { silent: true },
  })
  const eventId = await recordEvent(tx, {
    kind: 'note_added',
    projectId: issue.project_id,
    issueId: issue.id,
    noteId,
    actorId: by.id,
    data: { announce: { accepted: true } },
  })
  return { eventId, participant }
}
