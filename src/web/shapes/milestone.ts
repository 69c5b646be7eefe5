// How does a milestone look to a client?
import type { milestone } from '#contract'
import type { Milestone } from '#issues'

export function milestoneShape(row: Milestone, projectUrl: string, now: Date): milestone.Milestone {
  return {
    id: row.id,
    iid: row.iid,
    project_id: row.project_id,
    title: row.title,
    description: row.description,
    state: row.state as 'active' | 'closed',
    start_date: row.start_date,
    due_date: row.due_date,
    expired: row.due_date !== null && row.due_date < now.toISOString().slice(0, 10),
    created_at: row.created_at,
    updated_at: row.updated_at,
    web_url: `${projectUrl}/-/milestones/${row.iid}`,
  }
}
