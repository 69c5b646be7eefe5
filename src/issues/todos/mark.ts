// How do people keep their own list of what is to be done?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { findIssue } from '../policy.ts'
import { createTodos } from './create.ts'

/** Puts the issue on the person's own list. Returns the to-do's id, or null if one waits already. @throws not_found */
export async function markTodo(
  tx: Tx,
  { issueId, by }: { issueId: number; by: Person },
): Promise<number | null> {
  await findIssue(tx, by, issueId)
  return (await createTodos(tx, { issueId, by, action: 'marked', userIds: [by.id] }))[0] ?? null
}

/** Settles the person's to-dos on the issue. Returns whether there were any. */
export async function settleOwnTodos(
  tx: Tx,
  { issueId, by }: { issueId: number; by: Person },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update todos set state = 'done', updated_at = now()
    where issue_id = ${issueId} and user_id = ${by.id} and state = 'pending'`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Settles one to-do. @throws not_found unless it is the person's own */
export async function settleTodo(tx: Tx, { id, by }: { id: number; by: Person }): Promise<void> {
  const row = await tx
    .updateTable('todos')
    .set({ state: 'done', updated_at: new Date() })
    .where('id', '=', id)
    .where('user_id', '=', by.id)
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('Todo')
}

/** Settles all to-dos of the person. */
export async function settleAllTodos(tx: Tx, by: Person): Promise<void> {
  await sql`
    update todos set state = 'done', updated_at = now()
    where user_id = ${by.id} and state = 'pending'`.execute(tx)
}
