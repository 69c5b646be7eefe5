// Who has an account?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { UserRow } from './person.ts'

export type UserFilter = {
  ids?: readonly number[] | undefined
  /** Part of name or username. */
  search?: string | undefined
  /** Part of an e-mail address counts as a hit, too: for administrators, as it tells who has an account. */
  byEmail?: boolean | undefined
  username?: string | undefined
  state?: 'active' | 'blocked' | undefined
  admins?: boolean | undefined
  /** false: without the Support Bot, which is nobody's seat. */
  bots?: boolean | undefined
}

/** Users by id, newest first, as GitLab lists them. */
export async function listUsers(
  db: Db,
  filter: UserFilter & { limit: number; offset: number },
): Promise<UserRow[]> {
  return filtered(db, filter)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
}

/** How many users there are of them. */
export async function countUsers(db: Db, filter: UserFilter): Promise<number> {
  const { count } = await filtered(db, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function filtered(db: Db, { ids, search, byEmail = false, username, state, admins, bots }: UserFilter) {
  let query = db.selectFrom('users')
  if (ids !== undefined) query = query.where(sql<boolean>`id = any (${[...ids]}::bigint[])`)
  if (search)
    query = query.where(
      sql<boolean>`(strpos(lower(username), lower(${search})) > 0 or strpos(lower(name), lower(${search})) > 0
        or (${byEmail}::boolean and strpos(lower(email), lower(${search})) > 0))`,
    )
  if (username !== undefined) query = query.where(sql<boolean>`lower(username) = lower(${username})`)
  if (state !== undefined) query = query.where('state', '=', state)
  if (admins === true) query = query.where('is_admin', '=', true)
  if (bots === false) query = query.where('is_bot', '=', false)
  return query
}
