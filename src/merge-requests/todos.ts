// Who has something to do because of a merge request?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { findReferences } from '#markdown'
import { Access } from '#projects'
import type { Person } from '#users'

type About = { mergeRequestId: number; projectId: number; by: { id: number } }
type Action = 'assigned' | 'review_requested' | 'mentioned'

/** People that one text can call; who names more is calling nobody in particular. */
const maxMentions = 100

/** Gives each of them but the doer a to-do, unless the same one waits already. The caller knows that they read the code. */
export async function callPeople(
  tx: Tx,
  { mergeRequestId, projectId, by }: About,
  action: Action,
  userIds: readonly number[],
  noteId: number | null = null,
): Promise<void> {
  const others = userIds.filter(id => id !== by.id)
  if (others.length === 0) return
  await sql`
    insert into todos (user_id, author_id, project_id, merge_request_id, merge_request_note_id, action)
    select given.user_id, ${by.id}, ${projectId}, ${mergeRequestId}, ${noteId}::bigint, ${action}
    from unnest(${others}::bigint[]) as given (user_id)
    where not exists (
      select from todos t where t.user_id = given.user_id and t.merge_request_id = ${mergeRequestId}
        and t.action = ${action} and t.state = 'pending')`.execute(tx)
}

/** Those whom a text names and who may read it; `before` is what it said until now. */
export async function callMentioned(
  tx: Tx,
  about: About,
  { text, before = '', noteId = null }: { text: string; before?: string; noteId?: number | null },
): Promise<void> {
  const known = new Set(namedIn(before))
  const names = namedIn(text).filter(name => !known.has(name))
  if (names.length === 0) return
  const readers = await findReaders(tx, about.projectId, names)
  const ids = readers.map(({ id }) => id)
  await callPeople(tx, about, 'mentioned', ids, noteId)
}

function namedIn(text: string): string[] {
  if (!text.includes('@')) return []
  const names = findReferences(text).flatMap(({ kind, name }) =>
    kind === 'user' && name ? [name.toLowerCase()] : [],
  )
  return [...new Set(names)].slice(0, maxMentions)
}

/** Those of these usernames, in lower case, who may read the code. */
export async function findReaders(
  db: Db,
  projectId: number,
  usernames: readonly string[],
): Promise<{ id: number; username: string }[]> {
  const { rows } = await sql<{ id: number; username: string }>`
    select users.id, users.username from users join projects on projects.id = ${projectId}
    left join project_access access on access.project_id = projects.id and access.user_id = users.id
    where lower(users.username) = any(${[...usernames]}::text[]) and ${readsCode}`.execute(db)
  return rows
}

/** Of `users` joined with `projects` and the person's `access`: active people who may read the code. */
export const readsCode = sql<boolean>`users.state = 'active' and not users.is_bot
  and (users.is_admin or access.access_level >= ${sql.lit(Access.reporter)} or projects.visibility <> 'private')`

/** Who speaks, closes or merges has done what there was to do. @param by absent: everybody has */
export async function settleTodos(tx: Tx, mergeRequestId: number, by?: Pick<Person, 'id'>): Promise<void> {
  await sql`
    update todos set state = 'done', updated_at = now()
    where merge_request_id = ${mergeRequestId} and state = 'pending'
      and (${by === undefined} or user_id = ${by?.id ?? null}::bigint)`.execute(tx)
}

/** Who looks after it no more has nothing to do there. */
export async function settleRole(
  tx: Tx,
  mergeRequestId: number,
  action: Action,
  userIds: readonly number[],
): Promise<void> {
  if (userIds.length === 0) return
  await sql`
    update todos set state = 'done', updated_at = now()
    where merge_request_id = ${mergeRequestId} and state = 'pending' and action = ${action}
      and user_id = any(${[...userIds]}::bigint[])`.execute(tx)
}
