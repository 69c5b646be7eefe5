// How does a membership change, and end?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { Access } from '../access.ts'
import { checkInherited } from './add.ts'
import { requireMember } from './list.ts'
import type { Member } from './member.ts'
import { requireAnOwner } from './owners.ts'
import { checkExpiry, checkLevel, type FoundPlace, findAsManager, findPlace, type Place } from './place.ts'

export type MemberChange = { accessLevel: number; expiresAt?: string | null | undefined }

/**
 * Gives a direct member another level or end. Nobody changes those above them.
 * @throws not_found, forbidden (also: the last Owner of a group stays), invalid naming the field
 */
export async function changeMember(
  tx: Tx,
  by: Person,
  place: Place,
  userId: number,
  { accessLevel, expiresAt }: MemberChange,
): Promise<Member> {
  const found = await findAsManager(tx, by, place)
  checkLevel(accessLevel, found.accessLevel)
  if (expiresAt !== undefined) checkExpiry(expiresAt)
  await requireNotAbove(tx, found, userId)
  await checkInherited(tx, found, userId, accessLevel)
  await sql`
    update members set access_level = ${accessLevel},
      expires_at = case when ${expiresAt !== undefined} then ${expiresAt ?? null}::date else expires_at end
    where ${sql.ref(found.column)} = ${found.id} and user_id = ${userId}`.execute(tx)
  if (found.column === 'namespace_id') await requireAnOwner(tx, found.id)
  return requireMember(tx, by, place, userId)
}

/**
 * Ends a direct membership; everybody may end their own.
 * @throws not_found, forbidden (also: the last Owner of a group stays)
 */
export async function removeMember(tx: Tx, by: Person, place: Place, userId: number): Promise<void> {
  const leaves = userId === by.id
  const found = leaves ? await findPlace(tx, by, place) : await findAsManager(tx, by, place)
  if (!leaves) await requireNotAbove(tx, found, userId)
  const { rows } = await sql<{ access_level: number }>`
    delete from members where ${sql.ref(found.column)} = ${found.id} and user_id = ${userId}
    returning access_level`.execute(tx)
  if (rows[0] === undefined) throw DeskError.notFound('Member')
  if (found.column === 'namespace_id' && rows[0].access_level === Access.owner)
    await requireAnOwner(tx, found.id)
}

async function requireNotAbove(tx: Tx, place: FoundPlace, userId: number): Promise<void> {
  const { rows } = await sql<{ access_level: number }>`
    select access_level from members where ${sql.ref(place.column)} = ${place.id} and user_id = ${userId}
    for update`.execute(tx)
  if (rows[0] === undefined) throw DeskError.notFound('Member')
  if (rows[0].access_level > place.accessLevel) throw DeskError.forbidden()
}
