// Which note is it, and may the viewer know?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import { type Found, findIssue, readableNotes } from '../policy.ts'
import { type Note, noteColumns } from '../rows.ts'

/** A note and the issue on which it stands. @throws not_found, the same whether it is missing or hidden */
export async function findNote(db: Db, viewer: Viewer, noteId: number): Promise<Found & { note: Note }> {
  const note = await db
    .selectFrom('notes')
    .select(noteColumns)
    .where('notes.id', '=', noteId)
    .where(readableNotes(viewer))
    .executeTakeFirst()
  if (note === undefined) throw DeskError.notFound('Note')
  return { note, ...(await findIssue(db, viewer, note.issue_id)) }
}
