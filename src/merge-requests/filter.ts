// Which merge requests does somebody look for?
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import type { DB } from '#db'
import { lists } from '#issues'
import type { Viewer } from '#users'
import type { Role } from './people.ts'
import { readableMergeRequests } from './policy.ts'
import { draftPattern } from './rows.ts'

type Choice = number | 'None' | 'Any'

export type MergeRequestFilter = {
  /** One project, whose code the viewer may read; absent: all that they may read. */
  projectId?: number | undefined
  /** Several projects, those of a group. */
  projectIds?: readonly number[] | undefined
  ids?: readonly number[] | undefined
  iids?: readonly number[] | undefined
  state?: 'opened' | 'closed' | 'merged' | undefined
  authorId?: number | undefined
  authorUsername?: string | undefined
  assigneeId?: Choice | undefined
  reviewerId?: Choice | undefined
  reviewerUsername?: string | undefined
  /** Titles; it bears all of them. */
  labels?: readonly string[] | undefined
  milestone?: string | undefined
  sourceBranch?: string | undefined
  targetBranch?: string | undefined
  draft?: boolean | undefined
  /** Words of title and description; all must occur, the last may be a beginning. */
  search?: string | undefined
  /** Those that will close it, or have closed it. */
  closesIssueId?: number | undefined
}

type Condition = Expression<SqlBool>

/** The conditions of a list, what the viewer may not read excluded. */
export function conditions(viewer: Viewer, filter: MergeRequestFilter): Condition {
  const eb = expressionBuilder<DB, 'merge_requests'>()
  const { projectId, projectIds, state, sourceBranch, targetBranch } = filter
  return eb.and([
    readableMergeRequests(viewer),
    ...(projectId === undefined ? [] : [eb('merge_requests.project_id', '=', projectId)]),
    ...(projectIds ? [sql<SqlBool>`merge_requests.project_id = any(${[...projectIds]}::bigint[])`] : []),
    ...(state === undefined ? [] : [eb('merge_requests.state', '=', state)]),
    ...(sourceBranch === undefined ? [] : [eb('merge_requests.source_branch', '=', sourceBranch)]),
    ...(targetBranch === undefined ? [] : [eb('merge_requests.target_branch', '=', targetBranch)]),
    ...numbers(filter),
    ...people(filter),
    ...words(filter),
  ])
}

function numbers({ ids, iids, closesIssueId }: MergeRequestFilter): Condition[] {
  return [
    ...(ids ? [sql<SqlBool>`merge_requests.id = any(${[...ids]}::bigint[])`] : []),
    ...(iids ? [sql<SqlBool>`merge_requests.iid = any(${[...iids]}::int[])`] : []),
    ...(closesIssueId === undefined
      ? []
      : [
          sql<SqlBool>`merge_requests.id in (
            select merge_request_id from merge_request_issues where issue_id = ${closesIssueId})`,
        ]),
  ]
}

function people(filter: MergeRequestFilter): Condition[] {
  const { authorId, authorUsername, assigneeId, reviewerId, reviewerUsername } = filter
  return [
    ...(authorId === undefined ? [] : [sql<SqlBool>`merge_requests.author_id = ${authorId}`]),
    ...(authorUsername === undefined
      ? []
      : [
          sql<SqlBool>`merge_requests.author_id = (select id from users where lower(username) = lower(${authorUsername}))`,
        ]),
    ...(assigneeId === undefined ? [] : [has('assignee', assigneeId)]),
    ...(reviewerId === undefined ? [] : [has('reviewer', reviewerId)]),
    ...(reviewerUsername === undefined
      ? []
      : [
          sql<SqlBool>`merge_requests.id in (select merge_request_id from merge_request_people p
            join users on users.id = p.user_id where p.role = 'reviewer' and lower(username) = lower(${reviewerUsername}))`,
        ]),
  ]
}

function has(role: Role, who: Choice): Condition {
  if (typeof who === 'number')
    return sql<SqlBool>`merge_requests.id in (
      select merge_request_id from merge_request_people where user_id = ${who} and role = ${role})`
  const any = sql`exists (select from merge_request_people p
    where p.merge_request_id = merge_requests.id and p.role = ${role})`
  return who === 'Any' ? sql<SqlBool>`${any}` : sql<SqlBool>`not ${any}`
}

function words({ labels = [], milestone, draft, search }: MergeRequestFilter): Condition[] {
  return [
    ...labels.map(
      title => sql<SqlBool>`exists (select from merge_request_labels l join labels on labels.id = l.label_id
        where l.merge_request_id = merge_requests.id and labels.title = ${title})`,
    ),
    ...(milestone === undefined
      ? []
      : [
          sql<SqlBool>`merge_requests.milestone_id in (select id from milestones
            where milestones.project_id = merge_requests.project_id and title = ${milestone})`,
        ]),
    ...(draft === undefined ? [] : [sql<SqlBool>`(merge_requests.title ~* ${draftPattern}) = ${draft}`]),
    ...(search === undefined || search.trim() === '' ? [] : [holds(search)]),
  ]
}

/** As the index merge_requests_search has them. A text without a word is found nowhere. */
function holds(text: string): Condition {
  const words = lists.tsquery(text)
  if (words === null) return sql<SqlBool>`false`
  return sql<SqlBool>`(setweight(to_tsvector('simple', searchable(merge_requests.title)), 'A')
    || setweight(to_tsvector('simple', searchable(merge_requests.description)), 'B')) @@ ${words}`
}
