// Who is somebody, to the verbs that ask for permission?
import type { Selectable } from 'kysely'
import type { DB } from '#db'

export type UserRow = Selectable<DB['users']>
export type Person = { id: number; username: string; name: string; isAdmin: boolean; isBot: boolean }
/** null: nobody is signed in. */
export type Viewer = Person | null

/** The columns that a `Person` is made of. */
export const personColumns = [
  'users.id',
  'users.username',
  'users.name',
  'users.is_admin',
  'users.is_bot',
] as const

export function toPerson(row: Pick<UserRow, 'id' | 'username' | 'name' | 'is_admin' | 'is_bot'>): Person {
  return { id: row.id, username: row.username, name: row.name, isAdmin: row.is_admin, isBot: row.is_bot }
}
