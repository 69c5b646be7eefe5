// Which merge requests does a query string ask for?
import type { mergeRequest as contract } from '#contract'
import { DeskError } from '#kernel'
import type { lists } from '#merge-requests'
import type { Viewer } from '#users'

type Choice = number | 'None' | 'Any' | 'none' | 'any' | undefined

/** @throws unauthenticated for "my" merge requests of nobody */
export function mergeRequestFilter(
  viewer: Viewer,
  query: contract.List,
  defaultScope: NonNullable<contract.List['scope']>,
): lists.MergeRequestFilter {
  return {
    state: query.state === 'all' ? undefined : query.state,
    authorId: query.author_id,
    authorUsername: query.author_username,
    assigneeId: choice(query.assignee_id),
    reviewerId: choice(query.reviewer_id),
    reviewerUsername: query.reviewer_username,
    labels: query.labels,
    milestone: query.milestone,
    sourceBranch: query.source_branch,
    targetBranch: query.target_branch,
    search: query.search,
    iids: query.iids,
    draft: query.draft ?? (query.wip === undefined ? undefined : query.wip === 'yes'),
    ...mine(viewer, query.scope ?? defaultScope),
  }
}

/** As in GitLab's lists: None and Any in any case. */
function choice(given: Choice): number | 'None' | 'Any' | undefined {
  if (typeof given === 'string') return given.toLowerCase() === 'none' ? 'None' : 'Any'
  return given
}

function mine(viewer: Viewer, scope: NonNullable<contract.List['scope']>): lists.MergeRequestFilter {
  if (scope === 'all') return {}
  if (viewer === null) throw new DeskError('unauthenticated', '401 Unauthorized')
  if (scope === 'created_by_me') return { authorId: viewer.id }
  return scope === 'assigned_to_me' ? { assigneeId: viewer.id } : { reviewerId: viewer.id }
}
