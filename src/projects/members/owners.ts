// Is there still an Owner? A group without one could only be helped by administrators.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'

/** Called after memberships of a group changed, in the same transaction. @throws forbidden */
export async function requireAnOwner(tx: Tx, groupId: number): Promise<void> {
  // Two Owners who leave at once must not both believe that the other one stays.
  await sql`select from namespaces where id = ${groupId} for no key update`.execute(tx)
  if (!(await hasOwner(tx, groupId)))
    throw DeskError.forbidden('403 Forbidden - the last Owner of a group must stay')
}

/** Makes the person the Owner of the group if there is none. */
export async function keepAnOwner(tx: Tx, groupId: number, by: Person): Promise<void> {
  if (await hasOwner(tx, groupId)) return
  await sql`insert into members (namespace_id, user_id, access_level, created_by)
    values (${groupId}, ${by.id}, ${Access.owner}, ${by.id})
    on conflict (namespace_id, user_id) do update set access_level = excluded.access_level, expires_at = null`.execute(
    tx,
  )
}

async function hasOwner(tx: Tx, groupId: number): Promise<boolean> {
  const { rows } = await sql`
    select from members m join users u on u.id = m.user_id
    where m.namespace_id in (select unnest(traversal_ids) from namespaces where id = ${groupId})
      and m.access_level = ${Access.owner} and m.expires_at is null and u.state = 'active' limit 1`.execute(
    tx,
  )
  return rows.length > 0
}
