// In whose name does the desk write a commit or a tag?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Person } from '#users'

/** The name and address that a person's commits carry. */
export async function signatureOf(db: Db, by: Person): Promise<{ name: string; email: string }> {
  const { rows } = await sql<{ email: string | null }>`select email from users where id = ${by.id}`.execute(
    db,
  )
  return { name: clean(by.name), email: clean(rows[0]?.email ?? `${by.username}@localhost`) }
}

/**
 * What would end a line or an address of a commit's head is left out, as git does itself; and at the ends what git strips
 * there, since it refuses a name of which nothing stays (strbuf_addstr_without_crud).
 */
export const clean = (text: string) =>
  text.replaceAll(/[\p{Cc}<>]/gu, '').replace(/^[\s.,:;"\\']+|[\s.,:;"\\']+$/g, '') || 'nobody'
