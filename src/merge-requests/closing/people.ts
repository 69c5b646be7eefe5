// In whose name does code act?
import type { Db } from '#db'
import { findPerson, type Person } from '#users'

/** The person, unless blocked or gone since. */
export async function activePerson(db: Db, userId: number | null): Promise<Person | undefined> {
  if (userId === null) return undefined
  const active = await db
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return active && findPerson(db, userId)
}

/** Who has proven to own the address that a commit names as its author's. */
export async function authorOf(db: Db, email: string): Promise<Person | undefined> {
  if (!email.includes('@')) return undefined
  const row = await db
    .selectFrom('users')
    .select('id')
    .where(({ eb, fn, val }) => eb(fn('lower', ['email']), '=', fn('lower', [val(email)])))
    .where('email_verified', '=', true)
    .where('state', '=', 'active')
    .where('is_bot', '=', false)
    .executeTakeFirst()
  return row && findPerson(db, row.id)
}
