// How does a person get an account? Administrators make them; nobody signs up.
import type { Tx } from '#db'
import { setPassword } from './passwords.ts'
import type { Person } from './person.ts'
import { personColumns, toPerson } from './person.ts'
import { checkProfile } from './profile.ts'
import { takenError } from './taken.ts'

export type NewUser = {
  username: string
  name: string
  email: string
  /** Absent: the person cannot sign in until an administrator sets one. */
  password?: string | undefined
  isAdmin?: boolean | undefined
}

/**
 * Makes a person, with the namespace for their own projects (`<username>/…`), which they own.
 * @throws invalid naming the fields; conflict if username, path or e-mail address belong to somebody else
 */
export async function createUser(tx: Tx, input: NewUser): Promise<Person> {
  const { username, name, email, password, isAdmin = false } = checkProfile(input)
  const row = await tx
    .insertInto('users')
    .values({ username, name, email, email_verified: true, is_admin: isAdmin })
    .returning(personColumns)
    .executeTakeFirstOrThrow()
    .catch(takenError)
  await createNamespace(tx, row).catch(takenError)
  if (password !== undefined) await setPassword(tx, row.id, password)
  return toPerson(row)
}

/** A user's namespace is its own root: traversal_ids holds its own id alone. */
async function createNamespace(tx: Tx, user: { id: number; username: string; name: string }): Promise<void> {
  const { id } = await tx
    .insertInto('namespaces')
    .values({
      kind: 'user',
      owner_id: user.id,
      path: user.username,
      full_path: user.username,
      name: user.name,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('namespaces')
    .set({ traversal_ids: [id] })
    .where('id', '=', id)
    .execute()
  await tx.insertInto('members').values({ user_id: user.id, namespace_id: id, access_level: 50 }).execute()
}
