// A page of issues: which, in which order, and with whom and what belongs to each?
import { sql } from 'kysely'
import type { Db } from '#db'
import { maskAddress } from '#projects'
import type { Viewer } from '#users'
import { codeProjectIds, inTeam } from '../policy.ts'
import { type Issue, issueColumns, type Label, type Milestone } from '../rows.ts'
import { conditions, type IssueFilter } from './filter.ts'
import { lookUp } from './look-up.ts'
import { behind, type Direction, type OrderBy, sortValue } from './order.ts'

export type Page = {
  limit: number
  offset?: number
  /** Behind the row with this cursor; instead of `offset`. */
  after?: Cursor | null
  orderBy?: OrderBy
  direction?: Direction
}
/** Sort value, as text, and id of a row. */
export type Cursor = { value: string; id: number }

export type Who = { id: number; username: string; name: string; state: string }
type WithoutTexts = Omit<Issue, 'customer_text' | 'internal_notes_count'>

/** An issue as the viewer may see it: outside the team, the requester's address is masked and only public notes count. */
export type ListedIssue = WithoutTexts & {
  /** The full path of its project. */
  project_path: string
  author: Who
  assignees: Who[]
  labels: Label[]
  milestone: Milestone | null
  closed_by: Who | null
  /** Of those that the viewer may read, how many close it or will. */
  merge_requests_count: number
  /** Whether the viewer belongs to the team of its project. */
  team: boolean
  cursor: Cursor
}

const who = (table: string) =>
  sql.raw(
    `json_build_object('id', ${table}.id, 'username', ${table}.username, 'name', ${table}.name, 'state', ${table}.state)`,
  )

/** Everything that belongs to a row of `page`: sub-selects by index, for the rows of the page alone. */
const relations = sql`
  (select full_path from projects where projects.id = page.project_id) as project_path,
  (select ${who('users')} from users where users.id = page.author_id) as author,
  (select ${who('users')} from users where users.id = page.closed_by_id) as closed_by,
  (select coalesce(json_agg(${who('users')} order by users.id), '[]') from issue_assignees
    join users on users.id = issue_assignees.user_id where issue_assignees.issue_id = page.id) as assignees,
  (select coalesce(json_agg(labels order by lower(labels.title)), '[]') from issue_labels
    join labels on labels.id = issue_labels.label_id where issue_labels.issue_id = page.id) as labels,
  (select to_json(milestones) from milestones where milestones.id = page.milestone_id) as milestone`

const columns = sql.join(
  issueColumns.filter(column => column !== 'issues.customer_text').map(column => sql.ref(column)),
)

type Row = Omit<ListedIssue, 'cursor'> & {
  internal_notes_count: number
  cursor_value: string
  sort_value?: unknown
}

/** One statement for the page and all that belongs to it; a search looks up its words first. @throws invalid, naming `cursor` */
export async function listIssues(
  db: Db,
  viewer: Viewer,
  filter: IssueFilter,
  { limit, offset = 0, after = null, orderBy = 'created_at', direction = 'desc' }: Page,
): Promise<ListedIssue[]> {
  const chosen = await lookUp(db, viewer, filter)
  const value = sortValue(orderBy, direction)
  const order = sql.raw(direction)
  const { rows } = await sql<Row>`
    select page.*, page.sort_value::text as cursor_value, ${relations},
      (select count(*) from merge_request_issues closing
        join merge_requests on merge_requests.id = closing.merge_request_id
        where closing.issue_id = page.id and merge_requests.project_id in ${codeProjectIds(viewer)}
      ) as merge_requests_count
    from (
      select ${columns}, ${inTeam(viewer)} as team, ${value} as sort_value
      from issues
      where ${conditions(viewer, chosen)} and ${after ? behind(orderBy, direction, after) : sql`true`}
      order by ${value} ${order}, issues.id ${order}
      limit ${limit} offset ${offset}
    ) page
    order by page.sort_value ${order}, page.id ${order}`.execute(db)
  return rows.map(shown)
}

function shown({ internal_notes_count, cursor_value, sort_value: _value, ...row }: Row): ListedIssue {
  const { id, team, service_desk_reply_to: requester, milestone } = row
  return {
    ...row,
    labels: row.labels.map(label => ({ ...label, created_at: new Date(label.created_at) })),
    milestone: milestone && revived(milestone),
    user_notes_count: row.user_notes_count + (team ? internal_notes_count : 0),
    service_desk_reply_to: requester === null || team ? requester : maskAddress(requester),
    cursor: { value: cursor_value, id },
  }
}

/** Times travel through JSON as text. */
function revived(milestone: Milestone): Milestone {
  const { created_at, updated_at } = milestone
  return { ...milestone, created_at: new Date(created_at), updated_at: new Date(updated_at) }
}

/** One issue as lists show it, if the viewer may read it. */
export async function showIssue(db: Db, viewer: Viewer, id: number): Promise<ListedIssue | undefined> {
  const [issue] = await listIssues(db, viewer, { ids: [id] }, { limit: 1 })
  return issue
}
