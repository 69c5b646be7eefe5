// What do the words of a search stand for? Asked once, before the page and its count.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { fewIds } from './few.ts'
import { conditions, type IssueFilter } from './filter.ts'

/** The filter with the words of its search looked up, or marked as common. Changes nothing the second time. */
export async function lookUp(db: Db, viewer: Viewer, filter: IssueFilter): Promise<IssueFilter> {
  const { search: text, project, common } = filter
  if (text === undefined || text.trim() === '' || common !== undefined) return filter
  const ids = await fewIds(db, {
    table: 'issues',
    text,
    place: project ? sql`issues.project_id = ${project.id}` : sql`true`,
    matches: sql`issues where ${conditions(viewer, filter)}`,
  })
  return ids === null ? { ...filter, common: true } : { ...filter, ids, common: false }
}
