// What is told of a merge request? GitLab's merge request event.
import { type Selectable, sql } from 'kysely'
import type { DB, Db } from '#db'
import { lists } from '#merge-requests'
import {
  actor,
  exchangeBefore,
  labelsOf,
  type ProjectParts,
  people,
  person,
  stateIds,
  toldChanges,
} from './parts.ts'
import type { Told } from './told.ts'

type MergeRequestRow = Selectable<DB['merge_requests']> & {
  labels: number[]
  assignees: number[]
  reviewers: number[]
}

export async function findMergeRequest(db: Db, id: number): Promise<MergeRequestRow | undefined> {
  const peopleOf = (role: string) => sql`array(select user_id from merge_request_people
    where merge_request_id = merge_requests.id and role = ${role} order by user_id)`
  const { rows } = await sql<MergeRequestRow>`
    select merge_requests.*,
      array(select label_id from merge_request_labels where merge_request_id = merge_requests.id order by label_id) as labels,
      ${peopleOf('assignee')} as assignees, ${peopleOf('reviewer')} as reviewers
    from merge_requests where id = ${id}`.execute(db)
  return rows[0]
}

export async function mergeRequestAttributes(db: Db, row: MergeRequestRow, parts: ProjectParts) {
  const conflicts = row.conflicts.length > 0
  const checked = row.checked_source_oid === row.source_oid && row.checked_target_oid !== null
  const draft = lists.isDraft(row.title)
  return {
    id: row.id,
    iid: row.iid,
    author_id: row.author_id,
    assignee_id: row.assignees[0] ?? null,
    assignee_ids: row.assignees,
    reviewer_ids: row.reviewers,
    title: row.title,
    description: row.description,
    source_branch: row.source_branch,
    target_branch: row.target_branch,
    source_project_id: parts.id,
    target_project_id: parts.id,
    state: row.state,
    state_id: stateIds[row.state],
    milestone_id: row.milestone_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    merge_commit_sha: row.merged_oid,
    squash_commit_sha: row.squash_oid,
    merge_user_id: row.merged_by_id,
    merge_error: null,
    merge_params: { force_remove_source_branch: row.remove_source_branch ? '1' : '0' },
    merge_status: checked ? (conflicts ? 'cannot_be_merged' : 'can_be_merged') : 'unchecked',
    merge_when_pipeline_succeeds: false,
    head_pipeline_id: null,
    last_edited_at: null,
    last_edited_by_id: null,
    updated_by_id: null,
    time_estimate: 0,
    total_time_spent: 0,
    draft,
    work_in_progress: draft,
    labels: await labelsOf(db, row.labels),
    url: `${parts.webUrl}/-/merge_requests/${row.iid}`,
    source: parts.project,
    target: parts.project,
  }
}

type MergeRequestAction = 'open' | 'update' | 'close' | 'reopen' | 'merge'

export type MergeRequestEvent = {
  mergeRequestId: number
  action: MergeRequestAction
  actorId: number | null
  /** The newest commit of the source branch, as git tells it. */
  lastCommit?: unknown
  /** A test: nobody has been told of anything by it. */
  sample?: boolean
}

/** @returns nothing where it is gone, and where a change has been told already */
export async function mergeRequestTold(
  tx: Db,
  parts: ProjectParts,
  { mergeRequestId, action, actorId, lastCommit, sample }: MergeRequestEvent,
): Promise<Told[]> {
  const row = await findMergeRequest(tx, mergeRequestId)
  if (row === undefined) return []
  const now = comparable(row)
  const before = sample ? undefined : await exchangeBefore(tx, 'merge_request', mergeRequestId, now)
  const { source_oid: moved, ...changes } = action === 'open' ? {} : await toldChanges(tx, before, now)
  if (action === 'update' && moved === undefined && Object.keys(changes).length === 0) return []
  const known = await people(tx, [...row.assignees, ...row.reviewers])
  const named = (ids: readonly number[]) =>
    ids.flatMap(id => {
      const who = known.get(id)
      return who ? [person(who)] : []
    })
  const attributes = await mergeRequestAttributes(tx, row, parts)
  const body = {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: await actor(tx, actorId),
    project: parts.project,
    repository: parts.repository,
    object_attributes: {
      ...attributes,
      last_commit: lastCommit ?? null,
      action,
      ...(moved && action === 'update' ? { oldrev: moved.previous } : {}),
    },
    labels: attributes.labels,
    changes,
    assignees: named(row.assignees),
    reviewers: named(row.reviewers),
  }
  return [{ kind: 'merge_request', body }]
}

function comparable({
  title,
  description,
  state,
  target_branch,
  milestone_id,
  source_oid,
  ...row
}: MergeRequestRow) {
  const { labels, assignees, reviewers } = row
  return { title, description, state, target_branch, milestone_id, source_oid, labels, assignees, reviewers }
}
