// Who belongs to a project or group?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import type { Member } from './member.ts'
import { type FoundPlace, findPlace, type Place } from './place.ts'

export type MemberFilter = {
  /** With those who belong to the groups above; each person once, at their highest level. */
  inherited?: boolean | undefined
  /** Part of name or username. */
  search?: string | undefined
  userIds?: readonly number[] | undefined
  /** Ids of those who are left out. */
  without?: readonly number[] | undefined
}

/** By user id. @throws not_found */
export async function listMembers(
  db: Db,
  viewer: Viewer,
  place: Place,
  filter: MemberFilter & { limit: number; offset: number },
): Promise<Member[]> {
  const { rows } = await sql<Member>`
    ${found(await findPlace(db, viewer, place), filter)} limit ${filter.limit} offset ${filter.offset}`.execute(
    db,
  )
  return rows
}

/** @throws not_found */
export async function countMembers(
  db: Db,
  viewer: Viewer,
  place: Place,
  filter: MemberFilter,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${found(await findPlace(db, viewer, place), filter)}) as found`.execute(db)
  return rows[0]?.count ?? 0
}

/** One member, direct if not said otherwise. @throws not_found */
export async function requireMember(
  db: Db,
  viewer: Viewer,
  place: Place,
  userId: number,
  { inherited = false }: Pick<MemberFilter, 'inherited'> = {},
): Promise<Member> {
  const [member] = await listMembers(db, viewer, place, {
    inherited,
    userIds: [userId],
    limit: 1,
    offset: 0,
  })
  if (member === undefined) throw DeskError.notFound('Member')
  return member
}

function found(place: FoundPlace, { inherited, search, userIds, without = [] }: MemberFilter) {
  const words = search ?? null
  const ids = userIds === undefined ? null : [...userIds]
  return sql<Member>`
    select distinct on (u.id) u.id, u.username, u.name, u.state, m.access_level, m.expires_at, m.created_at
    from members m join users u on u.id = m.user_id
    where (m.${sql.ref(place.column)} = ${place.id}
        or m.namespace_id = any(${inherited ? place.inheritedIds : []}::bigint[]))
      and (m.expires_at is null or m.expires_at > current_date)
      and (${words}::text is null or strpos(lower(u.username), lower(${words})) > 0
        or strpos(lower(u.name), lower(${words})) > 0)
      and (${ids}::bigint[] is null or u.id = any(${ids}))
      and u.id <> all(${[...without]}::bigint[])
    order by u.id, m.access_level desc, m.id`
}
