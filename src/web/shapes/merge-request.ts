// How does a merge request, or what was said of it, look to a client?
import type { z } from 'zod'
import type { mergeRequest as contract } from '#contract'
import { type lists, mergeability, type notes } from '#merge-requests'
import { labelShape } from './label.ts'
import { milestoneShape } from './milestone.ts'
import { basicUser } from './user.ts'

type Options = { externalUrl: string; now: Date; labelDetails?: boolean | undefined }
type Shown = z.output<typeof contract.MergeRequest>

/** @param status as found now; absent: as last tried */
export function mergeRequestShape(
  row: lists.ListedMergeRequest,
  { externalUrl, now, labelDetails }: Options,
  status: mergeability.Status = mergeability.lastStatus(row),
): Shown {
  const { project_path: path, iid, milestone } = row
  const person = (who: lists.Who | null) => who && basicUser(who, externalUrl)
  const assignees = row.assignees.map(who => basicUser(who, externalUrl))
  const merger = person(row.merged_by)
  const projectUrl = `${externalUrl}/${path}`
  const labels = row.labels.map(label => ({ ...label, created_at: now }))
  return {
    id: row.id,
    iid,
    project_id: row.project_id,
    title: row.title,
    description: row.description,
    state: row.state as Shown['state'],
    created_at: row.created_at,
    updated_at: row.updated_at,
    merged_by: merger,
    merge_user: merger,
    merged_at: row.merged_at,
    closed_by: person(row.closed_by),
    closed_at: row.closed_at,
    source_branch: row.source_branch,
    target_branch: row.target_branch,
    source_project_id: row.project_id,
    target_project_id: row.project_id,
    author: basicUser(row.author, externalUrl),
    assignees,
    assignee: assignees[0] ?? null,
    reviewers: row.reviewers.map(who => basicUser(who, externalUrl)),
    labels: labelDetails ? labels.map(labelShape) : labels.map(label => label.title),
    milestone: milestone && milestoneShape(milestone, projectUrl, now),
    draft: row.draft,
    work_in_progress: row.draft,
    merge_status: mergeStatus(status, row.state),
    detailed_merge_status: status,
    has_conflicts: status === 'conflict',
    sha: row.source_oid,
    merge_commit_sha: row.merged_oid,
    squash_commit_sha: row.squash_oid,
    squash: row.squash,
    should_remove_source_branch: row.remove_source_branch,
    force_remove_source_branch: row.remove_source_branch,
    user_notes_count: row.notes_count,
    upvotes: 0,
    downvotes: 0,
    blocking_discussions_resolved: !row.open_discussions,
    references: { short: `!${iid}`, relative: `!${iid}`, full: `${path}!${iid}` },
    web_url: `${projectUrl}/-/merge_requests/${iid}`,
  }
}

/** GitLab's older word, which knows of conflicts alone. */
function mergeStatus(status: mergeability.Status, state: string): Shown['merge_status'] {
  if (status === 'unchecked') return 'unchecked'
  const cannot = ['conflict', 'branch_missing', 'commits_status', 'need_rebase'].includes(status)
  return cannot || state === 'closed' ? 'cannot_be_merged' : 'can_be_merged'
}

type ShownNote = z.output<typeof contract.Note>

export function mergeRequestNoteShape(
  row: notes.MergeRequestNote,
  { iid, project_id }: { iid: number; project_id: number },
  externalUrl: string,
): ShownNote {
  const { position, current, resolvable, resolved_at, resolved_by } = row
  return {
    id: row.id,
    type: position ? 'DiffNote' : row.individual ? null : 'DiscussionNote',
    body: row.body,
    attachment: null,
    author: basicUser(row.author, externalUrl),
    created_at: row.created_at,
    updated_at: row.updated_at,
    edited_at: row.edited_at,
    system: row.system_action !== null,
    system_action: row.system_action,
    noteable_id: row.merge_request_id,
    noteable_type: 'MergeRequest',
    noteable_iid: iid,
    project_id,
    discussion_id: row.discussion_id,
    resolvable,
    ...(resolvable
      ? {
          resolved: resolved_at !== null,
          resolved_at,
          resolved_by: resolved_by && basicUser(resolved_by, externalUrl),
        }
      : {}),
    position,
    current_position: current,
    internal: false,
    confidential: false,
  }
}
