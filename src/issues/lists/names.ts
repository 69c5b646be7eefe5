// What do names in a filter stand for? Asked before the list, so that its plan can be made for the ids.
import { sql } from 'kysely'
import type { Db } from '#db'

/** For each title the ids of the labels that bear it; none, and no issue can match. */
export async function labelIdsByTitle(db: Db, titles: readonly string[]): Promise<number[][]> {
  if (titles.length === 0) return []
  const { rows } = await sql<{ id: number; title: string }>`
    select id, title from labels where title = any(${[...titles]}::text[])`.execute(db)
  return titles.map(title => rows.filter(row => row.title === title).map(({ id }) => id))
}

/** The projects of a group and of those below it; what of them the viewer may read the list decides. */
export async function projectIdsBelow(db: Db, groupId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select projects.id from projects join namespaces on namespaces.id = projects.namespace_id
    where namespaces.traversal_ids @> array[${groupId}::bigint]`.execute(db)
  return rows.map(({ id }) => id)
}
