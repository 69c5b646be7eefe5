// Which mail became this note, and why did it come here? Shown on the note to the team (SPEC §4.5).
import { sql } from 'kysely'
import type { Db } from '#db'
import { notes, policy } from '#issues'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import type { InboxEntry } from './rows.ts'

export type NoteOrigin = Pick<
  InboxEntry,
  'id' | 'ingress' | 'received_at' | 'message_id' | 'subject' | 'author' | 'author_name' | 'reason' | 'why'
>

/** Null if the note did not come by mail. @throws not_found; forbidden below Reporter */
export async function findNoteOrigin(db: Db, by: Person, noteId: number): Promise<NoteOrigin | null> {
  const { accessLevel } = await notes.find(db, by, noteId)
  if (!policy.canReadInternal(accessLevel)) throw DeskError.forbidden()
  const { rows } = await sql<NoteOrigin>`
    select id, ingress, received_at, message_id, subject, author, author_name, reason, why
    from inbox where note_id = ${noteId} order by id limit 1`.execute(db)
  return rows[0] ?? null
}
