// What was said of a merge request?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Position } from './position.ts'

export type MergeRequestNote = {
  id: number
  merge_request_id: number
  discussion_id: string
  body: string
  system_action: string | null
  position: Position | null
  current: Position | null
  resolvable: boolean
  resolved_at: Date | null
  resolved_by: Who | null
  author: Who
  created_at: Date
  updated_at: Date
  edited_at: Date | null
  /** Whether it stands alone: nobody answered, and it began no discussion. */
  individual: boolean
}

type Who = { id: number; username: string; name: string; state: string }

const who = (
  column: string,
) => sql`(select json_build_object('id', u.id, 'username', u.username, 'name', u.name,
  'state', u.state) from users u where u.id = n.${sql.raw(column)})`

const columns = sql`n.id, n.merge_request_id, n.discussion_id, n.body, n.system_action, n.position, n.current, n.resolvable,
  n.resolved_at, ${who('resolved_by_id')} as resolved_by, ${who('author_id')} as author, n.created_at, n.updated_at,
  n.edited_at, not n.resolvable and not exists (select from merge_request_notes o
    where o.discussion_id = n.discussion_id and o.id <> n.id) as individual`

type Page = {
  limit: number
  offset?: number
  sort?: 'asc' | 'desc'
  orderBy?: 'created_at' | 'updated_at'
}
type Filter = { mergeRequestId: number; noteId?: number; discussionId?: string }

/** The caller has made sure that the viewer may read the merge request. */
export async function listNotes(
  db: Db,
  { mergeRequestId, noteId, discussionId }: Filter,
  { limit, offset = 0, sort = 'asc', orderBy = 'created_at' }: Page,
): Promise<MergeRequestNote[]> {
  const order = sql.raw(sort)
  const { rows } = await sql<MergeRequestNote>`
    select ${columns} from merge_request_notes n
    where n.merge_request_id = ${mergeRequestId}
      and (${noteId ?? null}::bigint is null or n.id = ${noteId ?? null})
      and (${discussionId ?? null}::text is null or n.discussion_id = ${discussionId ?? null})
    order by n.${sql.ref(orderBy)} ${order}, n.id ${order} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countNotes(db: Db, mergeRequestId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from merge_request_notes where merge_request_id = ${mergeRequestId}`.execute(db)
  return rows[0]?.count ?? 0
}

export type Discussion = { id: string; notes: MergeRequestNote[] }

/** A page of discussions in the order in which they began, each with all its notes. */
export async function listDiscussions(
  db: Db,
  mergeRequestId: number,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Discussion[]> {
  const { rows } = await sql<MergeRequestNote>`
    with threads as (
      select discussion_id, min(id) as start from merge_request_notes where merge_request_id = ${mergeRequestId}
      group by discussion_id order by start limit ${limit} offset ${offset}
    )
    select ${columns} from merge_request_notes n join threads on threads.discussion_id = n.discussion_id
    where n.merge_request_id = ${mergeRequestId} order by threads.start, n.id`.execute(db)
  return [...Map.groupBy(rows, row => row.discussion_id)].map(([id, notes]) => ({ id, notes }))
}

export async function countDiscussions(db: Db, mergeRequestId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct discussion_id) as count from merge_request_notes
    where merge_request_id = ${mergeRequestId}`.execute(db)
  return rows[0]?.count ?? 0
}
