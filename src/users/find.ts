// Who is it?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Person, UserRow } from './person.ts'
import { personColumns, toPerson } from './person.ts'

/**
 * The person with this id, username or e-mail address (letters' case does not matter); undefined if there is none.
 */
export async function findPerson(db: Db, who: number | string): Promise<Person | undefined> {
  const query = db.selectFrom('users').select(personColumns)
  if (typeof who === 'number') {
    if (!Number.isSafeInteger(who)) return undefined
    const row = await query.where('id', '=', who).executeTakeFirst()
    return row && toPerson(row)
  }
  const row = await query
    .where(({ eb, fn, val }) =>
      eb(fn('lower', [eb.ref(who.includes('@') ? 'email' : 'username')]), '=', fn('lower', [val(who)])),
    )
    .executeTakeFirst()
  return row && toPerson(row)
}

/** The whole row of a user. @throws not_found */
export async function findUser(db: Db, id: number): Promise<UserRow> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw DeskError.notFound('User')
  return row
}
