// Which issues does a list hold?
import { type Expression, type ExpressionBuilder, expressionBuilder, type SqlBool, sql } from 'kysely'
import type { DB } from '#db'
import type { Viewer } from '#users'
import { canReadInternal, inTeam, readableInProject, readableIssues } from '../policy.ts'
import { holds } from './few.ts'
import { tsquery } from './query.ts'

/** A named thing, or whether there is any. */
type Choice<Value> = Value | 'None' | 'Any'

export type IssueFilter = {
  /** One project, with what the viewer may do in it; else some (`projectIdsBelow`); else all. */
  project?: { id: number; accessLevel: number }
  projectIds?: readonly number[]
  ids?: readonly number[]
  iids?: readonly number[]
  notIids?: readonly number[]
  state?: 'opened' | 'closed'
  confidential?: boolean
  serviceDesk?: boolean
  /** An address; only the team's issues match. */
  requester?: string
  /** What stands behind the @ of the requester's address; only the team's issues match. */
  requesterDomain?: string
  /** Whose turn it is on open tickets; only the team's issues match. */
  awaiting?: 'team' | 'customer'
  authorId?: number
  notAuthorId?: number
  assigneeId?: Choice<number>
  /** All of them are assigned. */
  assigneeIds?: readonly number[]
  notAssigneeId?: number
  /** Ids that each title has, in whatever projects; an issue bears one of each. */
  labelIds?: Choice<readonly (readonly number[])[]>
  notLabelIds?: readonly number[]
  milestone?: Choice<string>
  milestoneId?: number
  notMilestone?: string
  due?: 'none' | 'any' | 'overdue' | 'today' | 'tomorrow' | 'week' | 'month'
  createdAfter?: Date
  createdBefore?: Date
  updatedAfter?: Date
  updatedBefore?: Date
  search?: string
  /** Set by `lookUp`: false means that `ids` are what the search found. */
  common?: boolean
  /** Everywhere unless told otherwise. */
  searchIn?: 'title' | 'description'
}

type Builder = ExpressionBuilder<DB, 'issues'>
type Condition = Expression<SqlBool>

/** The conditions of a list, what the viewer may not read excluded. */
export function conditions(viewer: Viewer, filter: IssueFilter): Condition {
  const eb = expressionBuilder<DB, 'issues'>()
  return eb.and([
    ...place(eb, viewer, filter),
    ...facts(eb, filter),
    ...people(eb, filter),
    ...customers(viewer, filter),
    ...plan(eb, filter),
    ...times(eb, filter),
    ...words(viewer, filter),
  ])
}

function place(eb: Builder, viewer: Viewer, { project, projectIds }: IssueFilter): Condition[] {
  if (project)
    return [eb('issues.project_id', '=', project.id), readableInProject(viewer, project.accessLevel)]
  return [
    ...(projectIds ? [sql<SqlBool>`issues.project_id = any(${[...projectIds]}::bigint[])`] : []),
    readableIssues(viewer),
  ]
}

function facts(eb: Builder, filter: IssueFilter): Condition[] {
  const { ids, iids, notIids, state, confidential, serviceDesk } = filter
  return [
    ...(ids ? [sql<SqlBool>`issues.id = any(${[...ids]}::bigint[])`] : []),
    ...(iids ? [sql<SqlBool>`issues.iid = any(${[...iids]}::int[])`] : []),
    ...(notIids ? [sql<SqlBool>`issues.iid <> all(${[...notIids]}::int[])`] : []),
    ...(state ? [eb('issues.state', '=', state)] : []),
    ...(confidential === undefined ? [] : [eb('issues.confidential', '=', confidential)]),
    // Written out, so that the index of tickets can be seen to fit.
    ...(serviceDesk === undefined
      ? []
      : [serviceDesk ? sql<SqlBool>`issues.service_desk` : sql<SqlBool>`not issues.service_desk`]),
  ]
}

const assigned = sql`select from issue_assignees a where a.issue_id = issues.id`

function people(eb: Builder, filter: IssueFilter): Condition[] {
  const { authorId, notAuthorId, assigneeId, assigneeIds = [], notAssigneeId } = filter
  const byOne = (id: number) =>
    sql<SqlBool>`issues.id in (select issue_id from issue_assignees where user_id = ${id})`
  return [
    ...(authorId === undefined ? [] : [eb('issues.author_id', '=', authorId)]),
    ...(notAuthorId === undefined ? [] : [eb('issues.author_id', '<>', notAuthorId)]),
    ...(assigneeId === 'None' ? [sql<SqlBool>`not exists (${assigned})`] : []),
    ...(assigneeId === 'Any' ? [sql<SqlBool>`exists (${assigned})`] : []),
    ...(typeof assigneeId === 'number' ? [byOne(assigneeId)] : []),
    ...assigneeIds.map(byOne),
    ...(notAssigneeId === undefined ? [] : [eb.not(byOne(notAssigneeId))]),
  ]
}

/** Words for words the predicate of `issues_awaiting_team`: the customer wrote last, or the team never did. */
export const isWaiting = sql<SqlBool>`coalesce(issues.last_customer_at > issues.last_team_at, issues.last_team_at is null)`

/** What is asked of customers is the team's to know. */
function customers(viewer: Viewer, filter: IssueFilter): Condition[] {
  const { requester, requesterDomain: domain, awaiting } = filter
  const asked = [
    ...(requester === undefined
      ? []
      : [sql<SqlBool>`lower(issues.service_desk_reply_to) = lower(${requester})`]),
    ...(domain === undefined
      ? []
      : [sql<SqlBool>`address_domain(issues.service_desk_reply_to) = lower(${domain})`]),
    ...(awaiting === undefined ? [] : [sql<SqlBool>`issues.state = 'opened'`]),
    ...(awaiting === 'team' ? [isWaiting] : []),
    ...(awaiting === 'customer' ? [sql<SqlBool>`not ${isWaiting}`] : []),
  ]
  if (asked.length === 0) return []
  return [sql<SqlBool>`issues.service_desk`, ...asked, sql<SqlBool>`${isTeam(viewer, filter)}`]
}

const labelled = sql`select from issue_labels l where l.issue_id = issues.id`

function plan(eb: Builder, filter: IssueFilter): Condition[] {
  const { labelIds, notLabelIds, milestone, milestoneId, notMilestone, due } = filter
  const bearing = (ids: readonly number[]) =>
    sql<SqlBool>`issues.id in (select issue_id from issue_labels where label_id = any(${[...ids]}::bigint[]))`
  const titled = (title: string) => sql<number>`(select id from milestones where title = ${title})`
  return [
    ...(labelIds === 'None' ? [sql<SqlBool>`not exists (${labelled})`] : []),
    ...(labelIds === 'Any' ? [sql<SqlBool>`exists (${labelled})`] : []),
    ...(Array.isArray(labelIds) ? labelIds.map(bearing) : []),
    ...(notLabelIds ? [eb.not(bearing(notLabelIds))] : []),
    ...(milestoneId === undefined ? [] : [eb('issues.milestone_id', '=', milestoneId)]),
    ...(milestone === 'None' ? [eb('issues.milestone_id', 'is', null)] : []),
    ...(milestone === 'Any' ? [eb('issues.milestone_id', 'is not', null)] : []),
    ...(milestone !== undefined && milestone !== 'None' && milestone !== 'Any'
      ? [eb('issues.milestone_id', 'in', titled(milestone))]
      : []),
    ...(notMilestone === undefined
      ? []
      : [sql<SqlBool>`issues.milestone_id in ${titled(notMilestone)} is not true`]),
    ...(due ? [dueDates[due]] : []),
  ]
}

const dueDates: Record<NonNullable<IssueFilter['due']>, Condition> = {
  none: sql<SqlBool>`issues.due_date is null`,
  any: sql<SqlBool>`issues.due_date is not null`,
  overdue: sql<SqlBool>`issues.due_date < current_date`,
  today: sql<SqlBool>`issues.due_date = current_date`,
  tomorrow: sql<SqlBool>`issues.due_date = current_date + 1`,
  week: sql<SqlBool>`issues.due_date between date_trunc('week', now())::date and date_trunc('week', now())::date + 6`,
  month: sql<SqlBool>`date_trunc('month', issues.due_date) = date_trunc('month', current_date)`,
}

function times(eb: Builder, filter: IssueFilter): Condition[] {
  const { createdAfter, createdBefore, updatedAfter, updatedBefore } = filter
  return [
    ...(createdAfter ? [eb('issues.created_at', '>=', createdAfter)] : []),
    ...(createdBefore ? [eb('issues.created_at', '<=', createdBefore)] : []),
    ...(updatedAfter ? [eb('issues.updated_at', '>=', updatedAfter)] : []),
    ...(updatedBefore ? [eb('issues.updated_at', '<=', updatedBefore)] : []),
  ]
}

/** Whether the viewer belongs to the team: known for one project, else asked row by row. */
function isTeam(viewer: Viewer, { project }: IssueFilter): Condition | boolean {
  if (viewer?.isAdmin || viewer?.isBot) return true
  return project ? canReadInternal(project.accessLevel) : inTeam(viewer)
}

/** A requester's address is found by the team alone: to others, a hit would tell whose ticket it is. */
function words(viewer: Viewer, filter: IssueFilter): Condition[] {
  const { search, searchIn, common = false } = filter
  if (search === undefined || search.trim() === '' || filter.common === false) return []
  if (tsquery(search) === null) return [sql<SqlBool>`false`]
  const matches = (weights: string) => holds('issues', search, { weights, common })
  if (searchIn) return [matches(searchIn === 'title' ? 'A' : 'B')]
  const team = isTeam(viewer, filter)
  if (typeof team === 'boolean') return [matches(team ? '' : 'AB')]
  // What matches AB matches all the more without weights, and so the index decides first.
  return [matches(''), sql<SqlBool>`(${team} or ${matches('AB')})`]
}
