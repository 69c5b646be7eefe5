// What was found out about those who sent these notes? In words, as the log has them (SPEC §4.7).
import { sql } from 'kysely'
import type { Db } from '#db'

/** By note; those of which nothing is known are not there. The caller has made sure that the viewer may read them. */
export async function sendersOf(db: Db, noteIds: readonly number[]): Promise<Map<number, string>> {
  if (noteIds.length === 0) return new Map()
  const { rows } = await sql<{ id: number; words: string }>`
    select note_id as id, why ->> 'sender' as words from inbox
    where note_id = any (${[...noteIds]}::bigint[]) and why ? 'sender' order by inbox.id`.execute(db)
  return new Map(rows.map(({ id, words }) => [id, words]))
}
