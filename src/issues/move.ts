// How does an issue get to another project? It is opened there anew; what hangs on it goes along; the old one closes.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'
import { lockIssue } from './attributes/lock.ts'
import { first, recordEvent } from './events/record.ts'
import { addSystemNote } from './notes/system.ts'
import { findAsTeam, requireWritable } from './policy.ts'

export type MoveIssue = { issueId: number; toProjectId: number; by: Person }
export type MovedIssue = { fromIssueId: number; toIssueId: number; toIid: number }

/**
 * Notes, participants, files, to-dos, subscriptions and events are not copied but go along, so that ids, links and mails
 * on their way stay true. Labels and the milestone are found by their titles; what the target does not have is dropped,
 * and so are assignees who may not see it. Reply keys follow by a trigger of the mail's tables.
 * @throws invalid, conflict, not_found; forbidden below Reporter in either project
 */
export async function moveIssue(tx: Tx, { issueId, toProjectId, by }: MoveIssue): Promise<MovedIssue> {
  await lockIssue(tx, issueId)
  const { issue, project } = await findAsTeam(tx, by, issueId)
  const target = await requireProject(tx, by, toProjectId, Access.reporter)
  requireWritable(target)
  if (target.id === project.id) throw DeskError.invalid('to_project_id', 'is the project where the issue is')
  if (issue.moved_to_id !== null) throw new DeskError('conflict', 'The issue has been moved already')
  const moved = await openThere(tx, issueId, target.id)
  await takeAlong(tx, issueId, moved.id)
  await sql`
    update issues set moved_to_id = ${moved.id}, state = 'closed', closed_at = coalesce(closed_at, now()),
      closed_by_id = coalesce(closed_by_id, ${by.id}), user_notes_count = 0, internal_notes_count = 0, updated_at = now()
    where id = ${issueId}`.execute(tx)
  const from = { id: issueId, reference: `${project.full_path}#${issue.iid}` }
  const to = { id: moved.id, reference: `${target.full_path}#${moved.iid}` }
  const action = 'moved'
  await addSystemNote(tx, { issueId, by, action, body: `moved to ${to.reference}`, citedIssueId: to.id })
  const body = `moved from ${from.reference}`
  await addSystemNote(tx, { issueId: to.id, by, action, body, citedIssueId: from.id })
  const event = { kind: 'issue_moved', actorId: by.id } as const
  await recordEvent(tx, { ...event, projectId: project.id, issueId, data: { toIssueId: to.id } })
  await recordEvent(tx, { ...event, projectId: target.id, issueId: to.id, data: { fromIssueId: issueId } })
  return { fromIssueId: issueId, toIssueId: to.id, toIid: moved.iid }
}

/** The same issue under the target's next iid, its times kept. A ticket in a public project is always confidential. */
async function openThere(tx: Tx, issueId: number, projectId: number): Promise<{ id: number; iid: number }> {
  const { rows } = await sql<{ id: number; iid: number }>`
    with counter as (
      insert into project_counters (project_id, issue_iid) values (${projectId}, 1)
      on conflict (project_id) do update set issue_iid = project_counters.issue_iid + 1
      returning issue_iid
    )
    insert into issues (project_id, iid, author_id, title, description, state, confidential, milestone_id, due_date,
      closed_at, closed_by_id, service_desk, service_desk_reply_to, requester_name, customer_text, template_length, last_customer_at,
      last_team_at, first_team_at, user_notes_count, internal_notes_count, created_at, updated_at)
    select target.id, counter.issue_iid, old.author_id, old.title, old.description, old.state,
      old.confidential or (old.service_desk and target.visibility = 'public'),
      (select there.id from milestones here join milestones there on there.title = here.title
        where here.id = old.milestone_id and there.project_id = target.id),
      old.due_date, old.closed_at, old.closed_by_id, old.service_desk, old.service_desk_reply_to, old.requester_name,
      old.customer_text, old.template_length, old.last_customer_at, old.last_team_at, old.first_team_at, old.user_notes_count,
      old.internal_notes_count, old.created_at, now()
    from issues old, projects target, counter
    where old.id = ${issueId} and target.id = ${projectId}
    returning id, iid`.execute(tx)
  return first(rows)
}

async function takeAlong(tx: Tx, from: number, to: number): Promise<void> {
  const there = sql`(select project_id from issues where id = ${to})`
  await sql`update notes set issue_id = ${to}, project_id = ${there} where issue_id = ${from}`.execute(tx)
  await sql`update uploads set issue_id = ${to}, project_id = ${there} where issue_id = ${from}`.execute(tx)
  await sql`update todos set issue_id = ${to}, project_id = ${there} where issue_id = ${from}`.execute(tx)
  await sql`update events set issue_id = ${to}, project_id = ${there} where issue_id = ${from}`.execute(tx)
  await sql`update issue_email_participants set issue_id = ${to} where issue_id = ${from}`.execute(tx)
  await sql`update issue_subscriptions set issue_id = ${to} where issue_id = ${from}`.execute(tx)
  await sql`
    insert into issue_labels (issue_id, label_id)
    select distinct on (theirs.title) ${to}::bigint, theirs.id
    from issue_labels
    join labels ours on ours.id = issue_labels.label_id
    join labels theirs on theirs.title = ours.title
    join projects on projects.id = ${there}
    join namespaces on namespaces.id = projects.namespace_id
    where issue_labels.issue_id = ${from}
      and (theirs.project_id = projects.id or theirs.namespace_id = any(namespaces.traversal_ids))
    order by theirs.title, theirs.project_id nulls last`.execute(tx)
  await sql`
    insert into issue_assignees (issue_id, user_id)
    select ${to}::bigint, issue_assignees.user_id
    from issue_assignees
    join users on users.id = issue_assignees.user_id
    join projects on projects.id = ${there}
    where issue_id = ${from} and (users.is_admin or projects.visibility <> 'private' or exists (
      select from project_access access where access.project_id = projects.id and access.user_id = users.id))`.execute(
    tx,
  )
}
