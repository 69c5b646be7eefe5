// May this person still come in?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { endSessions } from './passwords.ts'

/**
 * Shuts a user out: no sign-in, no session, no token. What they wrote stays.
 * @throws not_found; forbidden for bots and for oneself
 */
export async function block(tx: Tx, userId: number, by: { id: number }): Promise<void> {
  if (userId === by.id) throw DeskError.forbidden('403 Forbidden - you cannot block yourself')
  await setState(tx, userId, 'blocked')
  await endSessions(tx, userId)
}

/** Lets a blocked user in again; their tokens work again too. @throws not_found; forbidden for bots */
export async function unblock(tx: Tx, userId: number): Promise<void> {
  await setState(tx, userId, 'active')
}

async function setState(tx: Tx, userId: number, state: 'active' | 'blocked'): Promise<void> {
  const row = await tx
    .updateTable('users')
    .set({ state, updated_at: new Date() })
    .where('id', '=', userId)
    .returning('is_bot')
    .executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('User')
  if (row.is_bot) throw DeskError.forbidden('403 Forbidden - bots cannot be blocked')
}
