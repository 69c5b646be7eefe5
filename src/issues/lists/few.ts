// Do the words of a search match few rows or many?
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import { tsquery } from './query.ts'

/**
 * Up to here it is quicker to fetch what matches and sort it, beyond to walk the list in its order and pick what matches.
 * PostgreSQL would have to guess, and guesses badly where the last word is a beginning: measured on 100,000 issues, the
 * wrong way takes 100 to 1,000 ms, the right one under 20.
 */
const few = 1_000
/** Of the newest rows, so many are looked at; when one in twenty of them matches, walking is quick. */
const sample = { rows: 500, hits: 25 }

type Words = {
  table: 'issues' | 'notes'
  text: string
  /** Rows among which commonness is judged. */
  place: RawBuilder<unknown>
  /** The from clause with all conditions, the words included. */
  matches: RawBuilder<unknown>
}

/** The ids that match, or null if there are many. */
export async function fewIds(db: Db, words: Words): Promise<number[] | null> {
  if (await areCommon(db, words)) return null
  const { rows } = await sql<{ id: number }>`
    select ${sql.ref(`${words.table}.id`)} as id from ${words.matches} limit ${few + 1}`.execute(db)
  return rows.length > few ? null : rows.map(({ id }) => id)
}

/** Looking words up that half the rows hold would take longest of all. */
async function areCommon(db: Db, { table, text, place }: Words): Promise<boolean> {
  const newest = table === 'issues' ? sql`issues.created_at desc, issues.id desc` : sql`notes.id desc`
  const { rows } = await sql<{ hits: number }>`
    select count(*) filter (where search @@ ${tsquery(text)}) as hits
    from (select search from ${sql.table(table)} where ${place} order by ${newest} limit ${sample.rows}) newest`.execute(
    db,
  )
  return (rows[0]?.hits ?? 0) >= sample.hits
}

/** The condition that a row holds the words; of common ones the index of words is not to be asked. */
export function holds(
  table: 'issues' | 'notes',
  text: string,
  { weights = '', common = false }: { weights?: string; common?: boolean } = {},
): RawBuilder<SqlBool> {
  const match = sql`${sql.ref(`${table}.search`)} @@ ${tsquery(text, weights)}`
  return common ? sql<SqlBool>`(${match}) is true` : sql<SqlBool>`${match}`
}
