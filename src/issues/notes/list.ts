// What was said of an issue, as far as the viewer may read it?
import type { Db } from '#db'
import type { Viewer } from '#users'
import { type Found, readableNotes } from '../policy.ts'
import { type Note, noteColumns } from '../rows.ts'
import { visibleNote } from './visible.ts'

export type NoteFilter = {
  issueId: number
  /** all_notes, or only what people wrote, or only what happened. */
  only?: 'comments' | 'activity'
  discussionId?: string
  noteId?: number
}
export type NotePage = {
  limit: number
  offset?: number
  sort?: 'asc' | 'desc'
  orderBy?: 'created_at' | 'updated_at'
}

/** A page of notes with their authors, oldest first unless asked otherwise. */
export type NoteWithAuthor = Note & { author_username: string; author_name: string; author_state: string }

function matching(db: Db, viewer: Viewer, filter: NoteFilter) {
  let query = db
    .selectFrom('notes')
    .innerJoin('users', 'users.id', 'notes.author_id')
    .where('notes.issue_id', '=', filter.issueId)
    .where(readableNotes(viewer))
  if (filter.only) query = query.where('notes.system', '=', filter.only === 'activity')
  if (filter.discussionId !== undefined) query = query.where('notes.discussion_id', '=', filter.discussionId)
  if (filter.noteId !== undefined) query = query.where('notes.id', '=', filter.noteId)
  return query
}

/** The caller has made sure that the viewer may read the issue. */
export async function listNotes(
  db: Db,
  viewer: Viewer,
  { accessLevel }: Pick<Found, 'accessLevel'>,
  filter: NoteFilter,
  { limit, offset = 0, sort = 'asc', orderBy = 'created_at' }: NotePage,
): Promise<NoteWithAuthor[]> {
  const rows = await matching(db, viewer, filter)
    .select([
      ...noteColumns,
      'users.username as author_username',
      'users.name as author_name',
      'users.state as author_state',
    ])
    .orderBy(`notes.${orderBy}`, sort)
    .orderBy('notes.id', sort)
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map(row => visibleNote(row, accessLevel))
}

export async function countNotes(db: Db, viewer: Viewer, filter: NoteFilter): Promise<number> {
  const { count } = await matching(db, viewer, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
