// Which labels bear these titles, in whatever project or group?
import { sql } from 'kysely'
import type { Db } from '#db'

/** For each title the ids of the labels that bear it; none, and no issue can match. */
export async function labelIdsByTitle(db: Db, titles: readonly string[]): Promise<number[][]> {
  if (titles.length === 0) return []
  const { rows } = await sql<{ id: number; title: string }>`
    select id, title from labels where title = any(${[...titles]}::text[])`.execute(db)
  return titles.map(title => rows.filter(row => row.title === title).map(({ id }) => id))
}
