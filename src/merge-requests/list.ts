// Which merge requests does a list hold, with whom and what belongs to each?
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Label, Milestone } from '#issues'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import { conditions, type MergeRequestFilter } from './filter.ts'
import { isDraft, type MergeRequest } from './rows.ts'

export type Page = {
  limit: number
  offset?: number
  /** Behind the row with this sort value and id; instead of `offset`. */
  after?: { value: string; id: number } | null
  orderBy?: 'created_at' | 'updated_at'
  direction?: 'asc' | 'desc'
}

export type Who = { id: number; username: string; name: string; state: string }

export type ListedMergeRequest = MergeRequest & {
  project_path: string
  author: Who
  assignees: Who[]
  reviewers: Who[]
  merged_by: Who | null
  closed_by: Who | null
  labels: Omit<Label, 'created_at'>[]
  milestone: Milestone | null
  draft: boolean
  open_discussions: boolean
  cursor: { value: string; id: number }
}

const who = sql.raw(
  `json_build_object('id', users.id, 'username', users.username, 'name', users.name, 'state', users.state)`,
)
const people = (role: string) => sql`
  (select coalesce(json_agg(${who} order by users.id), '[]') from merge_request_people p
    join users on users.id = p.user_id where p.merge_request_id = page.id and p.role = ${sql.lit(role)})`
const person = (column: string) => sql`
  (select ${who} from users where users.id = page.${sql.raw(column)})`

/** Everything that belongs to a row of `page`: sub-selects by index, for the rows of the page alone. */
const relations = sql`
  (select full_path from projects where projects.id = page.project_id) as project_path,
  ${person('author_id')} as author, ${person('merged_by_id')} as merged_by, ${person('closed_by_id')} as closed_by,
  ${people('assignee')} as assignees, ${people('reviewer')} as reviewers,
  (select coalesce(json_agg(labels order by lower(labels.title)), '[]') from merge_request_labels
    join labels on labels.id = merge_request_labels.label_id
    where merge_request_labels.merge_request_id = page.id) as labels,
  (select to_json(milestones) from milestones where milestones.id = page.milestone_id) as milestone,
  exists (select from merge_request_notes n where n.merge_request_id = page.id and n.resolvable
    and n.resolved_at is null) as open_discussions`

/** What PostgreSQL itself writes; a cursor comes back from outside. */
const moment = /^\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?[+-]\d{2}(?::\d{2})*$/

/** @throws invalid naming `cursor` */
export async function listMergeRequests(
  db: Db,
  viewer: Viewer,
  filter: MergeRequestFilter,
  { limit, offset = 0, after = null, orderBy = 'created_at', direction = 'desc' }: Page,
): Promise<ListedMergeRequest[]> {
  if (after !== null && !moment.test(after.value)) throw DeskError.invalid('cursor', 'is invalid')
  const value = sql.ref(`merge_requests.${orderBy}`)
  const order = sql.raw(direction)
  const than = sql.raw(direction === 'desc' ? '<' : '>')
  const behind = after
    ? sql`(${value}, merge_requests.id) ${than} (${after.value}::timestamptz, ${after.id}::bigint)`
    : sql`true`
  const { rows } = await sql<Omit<ListedMergeRequest, 'cursor' | 'draft'> & { cursor_value: string }>`
    select page.*, page.${sql.ref(orderBy)}::text as cursor_value, ${relations}
    from (
      select merge_requests.* from merge_requests
      where ${conditions(viewer, filter)} and ${behind}
      order by ${value} ${order}, merge_requests.id ${order}
      limit ${limit} offset ${offset}
    ) page
    order by page.${sql.ref(orderBy)} ${order}, page.id ${order}`.execute(db)
  return rows.map(({ cursor_value, milestone, ...row }) => ({
    ...row,
    draft: isDraft(row.title),
    milestone: milestone && revived(milestone),
    cursor: { value: cursor_value, id: row.id },
  }))
}

/** Times travel through JSON as text. */
function revived(milestone: Milestone): Milestone {
  const { created_at, updated_at } = milestone
  return { ...milestone, created_at: new Date(created_at), updated_at: new Date(updated_at) }
}

/** Counting stops one beyond this: a longer list is "more than 10,000". */
const maxCounted = 10_000

export async function countMergeRequests(
  db: Db,
  viewer: Viewer,
  filter: MergeRequestFilter,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from merge_requests where ${conditions(viewer, filter)} limit ${maxCounted + 1}) counted`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** One, if the viewer may read it. @throws not_found */
export async function showMergeRequest(db: Db, viewer: Viewer, id: number): Promise<ListedMergeRequest> {
  const [row] = await listMergeRequests(db, viewer, { ids: [id] }, { limit: 1 })
  return row ?? Promise.reject(DeskError.notFound('Merge request'))
}
