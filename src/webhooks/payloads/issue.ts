// What is told of an issue? GitLab's issue event.
import { sql } from 'kysely'
import type { Db } from '#db'
import { maskAddress } from '#projects'
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

type IssueRow = {
  id: number
  iid: number
  project_id: number
  author_id: number
  title: string
  description: string
  state: string
  confidential: boolean
  milestone_id: number | null
  due_date: string | null
  moved_to_id: number | null
  duplicated_to_id: number | null
  service_desk: boolean
  service_desk_reply_to: string | null
  created_at: Date
  updated_at: Date
  closed_at: Date | null
  labels: number[]
  assignees: number[]
}

export async function findIssue(db: Db, id: number): Promise<IssueRow | undefined> {
  const { rows } = await sql<IssueRow>`
    select id, iid, project_id, author_id, title, description, state, confidential, milestone_id, due_date::text,
      moved_to_id, duplicated_to_id, service_desk, service_desk_reply_to, created_at, updated_at, closed_at,
      array(select label_id from issue_labels where issue_id = issues.id order by label_id) as labels,
      array(select user_id from issue_assignees where issue_id = issues.id order by user_id) as assignees
    from issues where id = ${id}`.execute(db)
  return rows[0]
}

/** @param open whether the receiver may know the customer's address; else it is masked, as below Reporter */
export async function issueAttributes(db: Db, row: IssueRow, webUrl: string, open: boolean) {
  const { labels, assignees, service_desk_reply_to: replyTo, ...plain } = row
  return {
    ...plain,
    service_desk_reply_to: replyTo === null || open ? replyTo : maskAddress(replyTo),
    state_id: stateIds[row.state],
    type: 'Issue',
    assignee_ids: assignees,
    assignee_id: assignees[0] ?? null,
    labels: await labelsOf(db, labels),
    discussion_locked: null,
    last_edited_at: null,
    last_edited_by_id: null,
    updated_by_id: null,
    relative_position: null,
    time_estimate: 0,
    total_time_spent: 0,
    time_change: 0,
    human_total_time_spent: null,
    human_time_change: null,
    human_time_estimate: null,
    weight: null,
    health_status: null,
    severity: 'unknown',
    customer_relations_contacts: [],
    url: `${webUrl}/-/issues/${row.iid}`,
  }
}

type IssueEvent = {
  issueId: number
  action: 'open' | 'update' | 'close' | 'reopen'
  actorId: number | null
  /** A test: nobody has been told of anything by it. */
  sample?: boolean
}

/**
 * One payload for hooks that hear of confidential issues, another for those that do not.
 * @returns nothing where the issue is gone, and where a change has been told already
 */
export async function issueTold(
  tx: Db,
  parts: ProjectParts,
  { issueId, action, actorId, sample }: IssueEvent,
): Promise<Told[]> {
  const row = await findIssue(tx, issueId)
  if (row === undefined) return []
  const now = comparable(row)
  const before = sample ? undefined : await exchangeBefore(tx, 'issue', issueId, now)
  const changes = action === 'open' ? {} : await toldChanges(tx, before, now)
  if (action === 'update' && Object.keys(changes).length === 0) return []
  const build = async (confidential: boolean, shown: object): Promise<Told> => ({
    kind: confidential ? 'confidential_issue' : 'issue',
    body: {
      object_kind: 'issue',
      event_type: confidential ? 'confidential_issue' : 'issue',
      user: await actor(tx, actorId),
      project: parts.project,
      object_attributes: { ...(await issueAttributes(tx, row, parts.webUrl, confidential)), action },
      repository: parts.repository,
      ...(await assigned(tx, row)),
      labels: await labelsOf(tx, row.labels),
      changes: shown,
    },
  })
  if (row.confidential) return [await build(true, changes)]
  // What it was as long as it was confidential is not for those who hear of open issues alone.
  const { confidential } = changes
  return [await build(false, confidential ? { confidential } : changes)]
}

async function assigned(db: Db, { assignees }: IssueRow) {
  const known = await people(db, assignees)
  const list = assignees.flatMap(id => {
    const who = known.get(id)
    return who ? [person(who)] : []
  })
  return list.length === 0 ? { assignees: list } : { assignees: list, assignee: list[0] }
}

/** In the form in which the triggers keep it. */
function comparable({ state, title, description, confidential, milestone_id, due_date, ...row }: IssueRow) {
  const { labels, assignees } = row
  return { title, description, state, confidential, milestone_id, due_date, labels, assignees }
}
