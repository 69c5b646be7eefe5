// How is a password kept and changed? As the scrypt hash that better-auth makes and checks.
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { checkProfile } from './profile.ts'

/** better-auth's name for "signs in with a password of ours". */
const credential = 'credential'

/** Loaded with the first password, since most processes of the desk never see one. */
const crypto = () => import('better-auth/crypto')

/**
 * Sets a user's password and ends all their sessions but one.
 * @param keep the token of the session that goes on, if any
 * @throws invalid if it is too short or too long
 */
export async function setPassword(tx: Tx, userId: number, password: string, keep?: string): Promise<void> {
  checkProfile({ password })
  const { hashPassword } = await crypto()
  await tx
    .insertInto('accounts')
    .values({
      user_id: userId,
      account_id: String(userId),
      provider_id: credential,
      password: await hashPassword(password),
    })
    .onConflict(conflict =>
      conflict
        .columns(['provider_id', 'account_id'])
        .doUpdateSet(({ ref }) => ({ password: ref('excluded.password'), updated_at: new Date() })),
    )
    .execute()
  await endSessions(tx, userId, keep)
}

/**
 * The user's own change, which needs the present password.
 * @throws invalid naming `current_password` or `password`
 */
export async function changePassword(
  tx: Tx,
  userId: number,
  { current, password, keep }: { current: string; password: string; keep?: string | undefined },
): Promise<void> {
  const account = await tx
    .selectFrom('accounts')
    .select('password')
    .where('provider_id', '=', credential)
    .where('account_id', '=', String(userId))
    .executeTakeFirst()
  const { verifyPassword } = await crypto()
  if (!account?.password || !(await verifyPassword({ hash: account.password, password: current })))
    throw DeskError.invalid('current_password', 'is wrong')
  await setPassword(tx, userId, password, keep)
}

/** Whether that is the password of this hash; without a hash it is not, and takes as long to say so. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const { hashPassword, verifyPassword } = await crypto()
  if (hash !== null) return verifyPassword({ hash, password })
  await hashPassword(password)
  return false
}

/** Signs a user out everywhere, but in the session with the token `keep`. */
export async function endSessions(tx: Tx, userId: number, keep?: string): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(keep !== undefined, query => query.where('token', '!=', keep ?? ''))
    .execute()
}
