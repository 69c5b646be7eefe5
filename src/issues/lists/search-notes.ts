// Which notes say this?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { canReadInternal, readableInProject, readableIssues, readableNotes } from '../policy.ts'
import { type Note, noteRow } from '../rows.ts'
import { maxCounted } from './count.ts'
import { fewIds } from './few.ts'
import type { IssueFilter } from './filter.ts'
import { tsquery } from './query.ts'

export type NoteSearch = Pick<IssueFilter, 'project' | 'projectIds'> & { search: string }
export type FoundNote = Note & { issue_iid: number; issue_title: string; headline: string }

/** Marks a hit in a headline; no text of a person holds these characters (private use area). */
export const hitMarks = { start: '\ue000', end: '\ue001' }
const headlineOptions = `StartSel=${hitMarks.start}, StopSel=${hitMarks.end}, MaxWords=35, MinWords=15, MaxFragments=1`
/** Characters of a note that the headline is cut from. */
const headlineSource = 20_000

function matching(viewer: Viewer, { project, projectIds, search }: NoteSearch) {
  const query = tsquery(search)
  if (query === null) return undefined
  const place = project
    ? sql`notes.project_id = ${project.id} and ${readableInProject(viewer, project.accessLevel)}
        and ${canReadInternal(project.accessLevel) ? sql`true` : readableNotes(viewer)}`
    : sql`${readableIssues(viewer)} and ${readableNotes(viewer)}
        and ${projectIds === undefined ? sql`true` : sql`notes.project_id = any(${[...projectIds]}::bigint[])`}`
  return sql`notes join issues on issues.id = notes.issue_id
    where not notes.system and notes.search @@ ${query} and ${place}`
}

/**
 * Newest first; the headline shows the words around the first hit. A blank keeps PostgreSQL from taking `<words>` for
 * a tag and leaving them out.
 */
export async function searchNotes(
  db: Db,
  viewer: Viewer,
  search: NoteSearch,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<FoundNote[]> {
  const matches = matching(viewer, search)
  if (matches === undefined) return []
  const ids = await fewIds(db, 'notes', matches)
  const found =
    ids === null
      ? matches
      : sql`notes join issues on issues.id = notes.issue_id where notes.id = any(${ids}::bigint[])`
  const { rows } = await sql<FoundNote>`
    select page.*, ts_headline('simple', replace(left(page.body, ${headlineSource}), '<', '< '),
      ${tsquery(search.search)}, ${headlineOptions}) as headline
    from (
      select ${noteRow}, issues.iid as issue_iid, issues.title as issue_title from ${found}
      order by notes.id desc limit ${limit} offset ${offset}
    ) page
    order by page.id desc`.execute(db)
  return rows
}

/** At most `maxCounted` + 1, which is said as soon as there are more than a few. */
export async function countNotesFound(db: Db, viewer: Viewer, search: NoteSearch): Promise<number> {
  const matches = matching(viewer, search)
  if (matches === undefined) return 0
  return (await fewIds(db, 'notes', matches))?.length ?? maxCounted + 1
}
