// Which notes say this?
import { sql } from 'kysely'
import type { Db } from '#db'
import { Access } from '#projects'
import type { Viewer } from '#users'
import type { NoteWithAuthor } from '../notes/list.ts'
import { visibleNote } from '../notes/visible.ts'
import { canReadInternal, inTeam, readableInProject, readableIssues, readableNotes } from '../policy.ts'
import { noteRow } from '../rows.ts'
import { maxCounted } from './count.ts'
import { fewIds, holds } from './few.ts'
import type { IssueFilter } from './filter.ts'
import { headlineOf } from './headline.ts'
import { tsquery } from './query.ts'

export type NoteSearch = Pick<IssueFilter, 'project' | 'projectIds' | 'ids' | 'common'> & { search: string }
/** With its issue, the words around the first hit, and whether the viewer belongs to the team of its project. */
export type FoundNote = NoteWithAuthor & {
  issue_iid: number
  issue_title: string
  project_path: string
  headline: string
  team: boolean
}

/** The words of the search looked up, or marked as common; asked once, before the page and its count. */
export async function lookUpNotes(db: Db, viewer: Viewer, search: NoteSearch): Promise<NoteSearch> {
  const { search: text, project, common } = search
  if (common !== undefined) return search
  if (tsquery(text) === null) return { ...search, ids: [], common: false }
  const ids = await fewIds(db, {
    table: 'notes',
    text,
    place: sql`not notes.system and ${project ? sql`notes.project_id = ${project.id}` : sql`true`}`,
    matches: matching(viewer, search),
  })
  return ids === null ? { ...search, common: true } : { ...search, ids, common: false }
}

function matching(viewer: Viewer, { project, projectIds, search, ids, common }: NoteSearch) {
  const which =
    common === false
      ? sql`notes.id = any(${[...(ids ?? [])]}::bigint[])`
      : sql`not notes.system and ${holds('notes', search, { common: common ?? false })}`
  const place = project
    ? sql`notes.project_id = ${project.id} and ${readableInProject(viewer, project.accessLevel)}
        and ${canReadInternal(project.accessLevel) ? sql`true` : readableNotes(viewer)}`
    : sql`${readableIssues(viewer)} and ${readableNotes(viewer)}
        and ${projectIds === undefined ? sql`true` : sql`notes.project_id = any(${[...projectIds]}::bigint[])`}`
  return sql`notes join issues on issues.id = notes.issue_id where ${which} and ${place}`
}

/** Newest first. */
export async function searchNotes(
  db: Db,
  viewer: Viewer,
  search: NoteSearch,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<FoundNote[]> {
  const looked = await lookUpNotes(db, viewer, search)
  const words = tsquery(search.search)
  if (words === null) return []
  const { rows } = await sql<FoundNote>`
    select page.*, author.username as author_username, author.name as author_name, author.state as author_state,
      (select full_path from projects where projects.id = page.project_id) as project_path,
      ${inTeam(viewer, 'page.project_id')} as team, ${headlineOf('page.body', words)} as headline
    from (
      select ${noteRow}, issues.iid as issue_iid, issues.title as issue_title from ${matching(viewer, looked)}
      order by notes.id desc limit ${limit} offset ${offset}
    ) page join users author on author.id = page.author_id
    order by page.id desc`.execute(db)
  return rows.map(row => visibleNote(row, row.team ? Access.reporter : Access.none))
}

/** At most `maxCounted` + 1, which is said as soon as there are more than a few. */
export async function countNotesFound(db: Db, viewer: Viewer, search: NoteSearch): Promise<number> {
  const { ids, common } = await lookUpNotes(db, viewer, search)
  return common || ids === undefined ? maxCounted + 1 : ids.length
}
