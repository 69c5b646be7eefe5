// Where in an issue or a note do the words of a search stand?
import { sql } from 'kysely'
import type { Db } from '#db'
import { tsquery } from './query.ts'

/** Marks a hit in a headline; no text of a person holds these characters (private use area). */
export const hitMarks = { start: '\ue000', end: '\ue001' }
const marks = `StartSel=${hitMarks.start}, StopSel=${hitMarks.end}`
/** Characters of a text that the headline is cut from. */
const headlineSource = 20_000

/**
 * The words around the first hit in the column. A blank keeps PostgreSQL from taking `<words>` for a tag and leaving
 * them out.
 */
export function headlineOf(column: string, words: ReturnType<typeof tsquery>) {
  return sql<string>`ts_headline('simple', replace(left(${sql.ref(column)}, ${headlineSource}), '<', '< '), ${words},
    ${`${marks}, MaxWords=35, MinWords=15, MaxFragments=1`})`
}

export type IssueHeadline = { id: number; title: string; description: string }

/** The whole title and a piece of the description of each issue, by its id. The caller knows that they may be read. */
export async function issueHeadlines(
  db: Db,
  search: string,
  ids: readonly number[],
): Promise<Map<number, IssueHeadline>> {
  const words = tsquery(search)
  if (words === null || ids.length === 0) return new Map()
  const { rows } = await sql<IssueHeadline>`
    select id, ts_headline('simple', replace(title, '<', '< '), ${words}, ${`${marks}, HighlightAll=true`}) as title,
      ${headlineOf('description', words)} as description
    from issues where id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}
