// How does an account change?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { setPassword } from './passwords.ts'
import type { UserRow } from './person.ts'
import { checkProfile } from './profile.ts'
import { takenError } from './taken.ts'

export type UserChange = {
  name?: string | undefined
  email?: string | undefined
  password?: string | undefined
  isAdmin?: boolean | undefined
  theme?: 'system' | 'light' | 'dark' | undefined
  timeZone?: string | null | undefined
  notificationLevel?: 'disabled' | 'participating' | 'watch' | 'mention' | undefined
}

/**
 * Changes what is given; a new password signs the user out everywhere. The username stays: it is the path under which
 * the user's own projects have published their mail addresses.
 * @throws not_found; invalid naming the fields; conflict if the address is taken; forbidden for bots
 */
export async function updateUser(tx: Tx, id: number, change: UserChange): Promise<UserRow> {
  const { name, email, password, isAdmin, theme, timeZone, notificationLevel } = checkProfile(change)
  if (timeZone && !isTimeZone(timeZone)) throw DeskError.invalid('time_zone', 'is unknown')
  const row = await tx
    .updateTable('users')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      ...(isAdmin === undefined ? {} : { is_admin: isAdmin }),
      ...(theme === undefined ? {} : { theme }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
      ...(notificationLevel === undefined ? {} : { notification_level: notificationLevel }),
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
    .catch(takenError)
  if (row === undefined) throw DeskError.notFound('User')
  if (row.is_bot) throw DeskError.forbidden('403 Forbidden - bots cannot be changed')
  if (isAdmin === false) await keepAnAdministrator(tx)
  if (password !== undefined) await setPassword(tx, id, password)
  return row
}

/** A desk without an administrator could only be helped from the command line. */
async function keepAnAdministrator(tx: Tx): Promise<void> {
  const left = await tx
    .selectFrom('users')
    .select('id')
    .where('is_admin', '=', true)
    .where('state', '=', 'active')
    .limit(1)
    .executeTakeFirst()
  if (left === undefined) throw DeskError.invalid('admin', 'cannot be taken from the last administrator')
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
