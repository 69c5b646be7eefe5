// How does somebody become a member?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { requireMember } from './list.ts'
import type { Member } from './member.ts'
import { checkExpiry, checkLevel, type FoundPlace, findAsManager, type Place } from './place.ts'

export type NewMember = { userId: number; accessLevel: number; expiresAt?: string | null | undefined }

/**
 * Takes somebody in, at most at one's own level and at least at the level that they inherit.
 * @throws not_found (the user too), forbidden, conflict if they are a direct member already, invalid naming the field
 */
export async function addMember(
  tx: Tx,
  by: Person,
  place: Place,
  { userId, accessLevel, expiresAt = null }: NewMember,
): Promise<Member> {
  const found = await findAsManager(tx, by, place)
  checkLevel(accessLevel, found.accessLevel)
  checkExpiry(expiresAt)
  await requireHuman(tx, userId)
  await checkInherited(tx, found, userId, accessLevel)
  await sql`delete from members where ${sql.ref(found.column)} = ${found.id} and user_id = ${userId}
    and expires_at <= current_date`.execute(tx)
  const { rows } = await sql`
    insert into members (${sql.ref(found.column)}, user_id, access_level, expires_at, created_by)
    values (${found.id}, ${userId}, ${accessLevel}, ${expiresAt}, ${by.id})
    on conflict do nothing returning id`.execute(tx)
  if (rows.length === 0) throw new DeskError('conflict', 'Member already exists')
  return requireMember(tx, by, place, userId)
}

async function requireHuman(tx: Tx, userId: number): Promise<void> {
  const { rows } = await sql`select from users where id = ${userId} and not is_bot`.execute(tx)
  if (rows.length === 0) throw DeskError.notFound('User')
}

/** A lower level beside a higher inherited one would be without effect and mislead. @throws invalid */
export async function checkInherited(
  tx: Tx,
  place: FoundPlace,
  userId: number,
  accessLevel: number,
): Promise<void> {
  const { rows } = await sql<{ access_level: number; full_path: string }>`
    select m.access_level, n.full_path from members m join namespaces n on n.id = m.namespace_id
    where m.user_id = ${userId} and m.namespace_id = any(${place.inheritedIds}::bigint[])
      and m.access_level > ${accessLevel} and (m.expires_at is null or m.expires_at > current_date)
    order by m.access_level desc limit 1`.execute(tx)
  const higher = rows[0]
  if (higher !== undefined)
    throw DeskError.invalid(
      'access_level',
      `should be at least ${higher.access_level}, which is inherited from ${higher.full_path}`,
    )
}
