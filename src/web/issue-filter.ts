// Which issues does a query string ask for?
import type { issue } from '#contract'
import type { Db } from '#db'
import { lists } from '#issues'
import { DeskError } from '#kernel'
import { findPerson, type Viewer } from '#users'
import { given } from './given.ts'

/** An id that nobody has: who asks for an unknown name gets nothing rather than everything. */
const nobody = 0

type Scope = NonNullable<issue.Filter['scope']>

/** @throws unauthenticated for "my" issues of nobody; invalid naming the field */
export async function issueFilter(
  db: Db,
  viewer: Viewer,
  query: issue.Filter,
  defaultScope: Scope,
): Promise<lists.IssueFilter> {
  const not = query.not ?? {}
  const people = await peopleOf(db, query)
  return {
    ...mine(viewer, query.scope ?? defaultScope),
    ...people,
    ...given({
      state: query.state === 'all' ? undefined : query.state,
      iids: query.iids,
      notIids: not.iids,
      confidential: query.confidential,
      serviceDesk: query.service_desk ?? people.serviceDesk,
      requester: query.requester,
      requesterDomain: query.requester_domain,
      awaiting: query.awaiting,
      notAuthorId: not.author_id ?? (await idOf(db, not.author_username)),
      notAssigneeId: await notAssignee(db, not),
      labelIds: await labelsOf(db, query.labels),
      notLabelIds: not.labels && (await lists.labelIdsByTitle(db, not.labels)).flat(),
      milestone: noneOrAny(query.milestone ?? query.milestone_id) ?? query.milestone,
      notMilestone: not.milestone,
      due: query.due_date === '0' ? ('none' as const) : query.due_date,
      createdAfter: query.created_after,
      createdBefore: query.created_before,
      updatedAfter: query.updated_after,
      updatedBefore: query.updated_before,
      search: query.search,
      searchIn: searchIn(query.in),
    }),
  }
}

function mine(viewer: Viewer, scope: Scope): lists.IssueFilter {
  if (scope === 'all') return {}
  if (viewer === null) throw new DeskError('unauthenticated', '401 Unauthorized')
  return /created/.test(scope) ? { authorId: viewer.id } : { assigneeId: viewer.id }
}

async function peopleOf(db: Db, query: issue.Filter): Promise<lists.IssueFilter> {
  const author = query.author_username === undefined ? undefined : await findPerson(db, query.author_username)
  const authorId =
    query.author_id ?? (query.author_username === undefined ? undefined : (author?.id ?? nobody))
  const assigneeIds =
    query.assignee_username && (await Promise.all(query.assignee_username.map(name => idOf(db, name))))
  const { assignee_id: one } = query
  return given({
    authorId,
    // What the Support Bot wrote are the tickets, and those have an index of their own.
    serviceDesk: author?.isBot ? true : undefined,
    assigneeId: typeof one === 'number' ? one : noneOrAny(one),
    assigneeIds: assigneeIds?.map(id => id ?? nobody),
  })
}

async function idOf(db: Db, username: string | undefined): Promise<number | undefined> {
  return username === undefined ? undefined : ((await findPerson(db, username))?.id ?? nobody)
}

async function notAssignee(db: Db, not: NonNullable<issue.Filter['not']>): Promise<number | undefined> {
  if (typeof not.assignee_id === 'number') return not.assignee_id
  return idOf(db, not.assignee_username?.[0])
}

async function labelsOf(db: Db, titles: readonly string[] | undefined) {
  if (titles === undefined || titles.length === 0) return undefined
  return (titles.length === 1 && noneOrAny(titles[0])) || lists.labelIdsByTitle(db, titles)
}

function noneOrAny(text: string | undefined): 'None' | 'Any' | undefined {
  if (text === undefined || !/^(none|any)$/i.test(text)) return undefined
  return text.toLowerCase() === 'none' ? 'None' : 'Any'
}

/** `title,description` is both, which is what nothing means, too. */
function searchIn(text: string | undefined): 'title' | 'description' | undefined {
  return text === 'title' || text === 'description' ? text : undefined
}
