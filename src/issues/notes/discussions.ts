// Which threads does an issue have?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { type Found, readableNotes } from '../policy.ts'
import { noteColumns } from '../rows.ts'
import type { NoteWithAuthor } from './list.ts'
import { visibleNote } from './visible.ts'

export type Discussion = { id: string; notes: NoteWithAuthor[] }

/** A page of threads, in the order in which they began, each with all its notes that the viewer may read. */
export async function listDiscussions(
  db: Db,
  viewer: Viewer,
  { issue, accessLevel }: Pick<Found, 'issue' | 'accessLevel'>,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Discussion[]> {
  const rows = await db
    .with('threads', db =>
      db
        .selectFrom('notes')
        .select(['discussion_id', sql<number>`min(notes.id)`.as('start')])
        .where('issue_id', '=', issue.id)
        .where(readableNotes(viewer))
        .groupBy('discussion_id')
        .orderBy(sql`min(notes.created_at)`)
        .orderBy('start')
        .limit(limit)
        .offset(offset),
    )
    .selectFrom('notes')
    .innerJoin('threads', 'threads.discussion_id', 'notes.discussion_id')
    .innerJoin('users', 'users.id', 'notes.author_id')
    .select([
      ...noteColumns,
      'users.username as author_username',
      'users.name as author_name',
      'users.state as author_state',
    ])
    .where('notes.issue_id', '=', issue.id)
    .where(readableNotes(viewer))
    .orderBy('notes.created_at')
    .orderBy('notes.id')
    .execute()
  const discussions = new Map<string, Discussion>()
  for (const row of rows) {
    const id = row.discussion_id
    const discussion = discussions.get(id) ?? { id, notes: [] }
    discussion.notes.push(visibleNote(row, accessLevel))
    discussions.set(id, discussion)
  }
  return [...discussions.values()]
}

export async function countDiscussions(db: Db, viewer: Viewer, issueId: number): Promise<number> {
  const { count } = await db
    .selectFrom('notes')
    .select(({ fn }) => fn.count<number>('discussion_id').distinct().as('count'))
    .where('issue_id', '=', issueId)
    .where(readableNotes(viewer))
    .executeTakeFirstOrThrow()
  return count
}
