// Which of these people may read a text of an issue?
import { sql } from 'kysely'
import type { Db } from '#db'
import { Access } from '#projects'

/** Where a text stands, or will stand. */
export type Place = {
  projectId: number
  confidential: boolean
  /** The author and assignees, who may read it although it is confidential. */
  concernedIds: readonly number[]
  /** An internal note: the team's alone. */
  internal: boolean
}

type Who = { usernames: readonly string[] } | { ids: readonly number[] }
export type Reader = { id: number; username: string }

/** The active people among `who` that may read what stands at `place`, bots excepted. */
export async function findReaders(db: Db, place: Place, who: Who): Promise<Reader[]> {
  const chosen =
    'ids' in who
      ? sql`users.id = any(${[...who.ids]}::bigint[])`
      : sql`lower(users.username) = any(${who.usernames.map(name => name.toLowerCase())}::text[])`
  const { rows } = await sql<Reader>`
    select users.id, users.username
    from users
    join projects on projects.id = ${place.projectId}
    left join project_access access on access.project_id = projects.id and access.user_id = users.id
    where ${chosen} and users.state = 'active' and not users.is_bot and (
      users.is_admin
      or access.access_level >= ${sql.lit(Access.reporter)}
      or (
        not ${place.internal}::boolean
        and (not ${place.confidential}::boolean or users.id = any(${[...place.concernedIds]}::bigint[]))
        and (access.access_level is not null or projects.visibility <> 'private')
      )
    )
    order by users.id`.execute(db)
  return rows
}
