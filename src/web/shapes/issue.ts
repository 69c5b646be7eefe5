// How does an issue look to a client?
import type { issue } from '#contract'
import type { lists } from '#issues'
import { labelShape } from './label.ts'
import { milestoneShape } from './milestone.ts'
import { basicUser } from './user.ts'

type Options = { externalUrl: string; now: Date; labelDetails?: boolean | undefined }

export function issueShape(row: lists.ListedIssue, { externalUrl, now, labelDetails }: Options): issue.Issue {
  const { project_path: path, iid, cursor: _cursor, team: _team, closed_by: closedBy, milestone } = row
  const assignees = row.assignees.map(who => basicUser(who, externalUrl))
  const tasks = tasksIn(row.description)
  const projectUrl = `${externalUrl}/${path}`
  const api = `${externalUrl}/api/v4/projects/${row.project_id}`
  return {
    id: row.id,
    iid,
    project_id: row.project_id,
    title: row.title,
    description: row.description,
    state: row.state as 'opened' | 'closed',
    created_at: row.created_at,
    updated_at: row.updated_at,
    closed_at: row.closed_at,
    closed_by: closedBy && basicUser(closedBy, externalUrl),
    labels: labelDetails ? row.labels.map(labelShape) : row.labels.map(label => label.title),
    milestone: milestone && milestoneShape(milestone, projectUrl, now),
    assignees,
    assignee: assignees[0] ?? null,
    author: basicUser(row.author, externalUrl),
    type: 'ISSUE',
    issue_type: 'issue',
    user_notes_count: row.user_notes_count,
    merge_requests_count: row.merge_requests_count,
    upvotes: 0,
    downvotes: 0,
    due_date: row.due_date,
    confidential: row.confidential,
    discussion_locked: null,
    web_url: `${projectUrl}/-/issues/${iid}`,
    task_completion_status: tasks,
    has_tasks: tasks.count > 0,
    references: { short: `#${iid}`, relative: `#${iid}`, full: `${path}#${iid}` },
    _links: { self: `${api}/issues/${iid}`, notes: `${api}/issues/${iid}/notes`, project: api },
    moved_to_id: row.moved_to_id,
    merged_into_id: row.merged ? row.moved_to_id : null,
    duplicated_to_id: row.duplicated_to_id,
    service_desk_reply_to: row.service_desk_reply_to,
    service_desk: row.service_desk,
    requester_name: row.requester_name,
    last_customer_at: row.last_customer_at,
    last_team_at: row.last_team_at,
  }
}

/** `- [ ] to do` and `- [x] done`. */
function tasksIn(description: string): { count: number; completed_count: number } {
  const marks = [...description.matchAll(/^\s{0,100}(?:[-*+]|\d{1,9}[.)]) \[([ xX])\] /gm)].map(
    match => match[1],
  )
  return { count: marks.length, completed_count: marks.filter(mark => mark !== ' ').length }
}
