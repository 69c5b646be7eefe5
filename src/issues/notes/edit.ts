// How does a note change after it was written?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError, texts } from '#kernel'
import { Access } from '#projects'
import type { Person } from '#users'
import { recordEvent } from '../events/record.ts'
import { type Found, requireWritable } from '../policy.ts'
import type { Note } from '../rows.ts'
import { followEdit } from '../text/edited.ts'
import { bindUploads } from '../uploads/bind.ts'
import { findNote } from './find.ts'

/**
 * Gives the note other words. Nobody is mailed, but those newly named are told; quick actions stay text.
 * @throws invalid, not_found; forbidden unless by its writer or a Maintainer, and for what a customer or the desk wrote
 */
export async function editNote(
  tx: Tx,
  { noteId, by, body }: { noteId: number; by: Person; body: string },
): Promise<void> {
  const found = await findNote(tx, by, noteId)
  requireMayChange(found, by)
  const { note, issue } = found
  // A customer's words stay as they came: nothing is cut or put into their mouth (SPEC §12).
  if (note.external_author !== null) throw DeskError.forbidden('What came by mail cannot be edited')
  texts.checkText('body', body)
  if (body.trim() === '') throw DeskError.invalid('body', "can't be blank")
  if (body === note.body) return
  await sql`
    update notes set body = ${body}, updated_at = now(), edited_at = now() where id = ${noteId}`.execute(tx)
  const edit = { issue, by, before: note.body, after: body, noteId, internal: note.internal }
  const mentionedUserIds = await followEdit(tx, edit)
  await bindUploads(tx, { text: body, issue, noteId, by })
  const event = { projectId: issue.project_id, issueId: issue.id, noteId, actorId: by.id }
  await recordEvent(tx, { kind: 'note_updated', ...event, data: { mentionedUserIds } })
}

/**
 * Deletes the note. @throws not_found; forbidden unless by its writer or a Maintainer, and for system notes
 */
export async function removeNote(tx: Tx, { noteId, by }: { noteId: number; by: Person }): Promise<void> {
  const found = await findNote(tx, by, noteId)
  requireMayChange(found, by)
  const { note, issue } = found
  await tx.deleteFrom('notes').where('id', '=', noteId).execute()
  await sql`
    update issues set updated_at = now(), user_notes_count = user_notes_count - ${note.internal ? 0 : 1}::int,
      internal_notes_count = internal_notes_count - ${note.internal ? 1 : 0}::int
    where id = ${issue.id}`.execute(tx)
  if (!note.internal && note.external_author === null) await countAnswersAnew(tx, issue.id)
  await recordEvent(tx, {
    kind: 'note_removed',
    projectId: issue.project_id,
    issueId: issue.id,
    actorId: by.id,
  })
}

/** An answer that is taken back has answered nobody: the ball is with the team again. */
async function countAnswersAnew(tx: Tx, issueId: number): Promise<void> {
  await sql`
    update issues set (first_team_at, last_team_at) = (
      select min(notes.created_at), max(notes.created_at)
      from notes join users on users.id = notes.author_id
      where notes.issue_id = issues.id and not notes.internal and not notes.system
        and notes.external_author is null and not users.is_bot)
    where id = ${issueId}`.execute(tx)
}

function requireMayChange({ note, project, accessLevel }: Found & { note: Note }, by: Person): void {
  requireWritable(project)
  if (note.system || (note.author_id !== by.id && accessLevel < Access.maintainer))
    throw DeskError.forbidden()
}
