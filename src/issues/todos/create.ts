// Who has something to do because of this?
import { sql } from 'kysely'
import type { Tx } from '#db'

export type TodoAction =
  | 'assigned'
  | 'mentioned'
  | 'directly_addressed'
  | 'marked'
  | 'unknown_sender'
  | 'delivery_failed'
  /** Of merge requests alone. */
  | 'review_requested'

export type NewTodos = {
  issueId: number
  noteId?: number | null
  /** Who caused it. */
  by: { id: number }
  action: TodoAction
  /** The caller has made sure that each may read what it is about. */
  userIds: readonly number[]
}

/** Gives each user a to-do, unless the same one waits already. Returns the ids of the new ones. */
export async function createTodos(
  tx: Tx,
  { issueId, noteId, by, action, userIds }: NewTodos,
): Promise<number[]> {
  if (userIds.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    insert into todos (user_id, author_id, project_id, issue_id, note_id, action)
    select given.user_id, ${by.id}, issues.project_id, issues.id, ${noteId ?? null}, ${action}
    from issues, unnest(${[...userIds]}::bigint[]) as given (user_id)
    where issues.id = ${issueId} and not exists (
      select from todos t where t.user_id = given.user_id and t.issue_id = issues.id
        and t.action = ${action} and t.state = 'pending')
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Who answers, closes or hands over has done what there was to do. */
export async function settleTodos(tx: Tx, issueId: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return
  await sql`
    update todos set state = 'done', updated_at = now()
    where issue_id = ${issueId} and user_id = any(${[...userIds]}::bigint[]) and state = 'pending'`.execute(
    tx,
  )
}
