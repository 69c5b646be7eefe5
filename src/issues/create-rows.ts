// How does an issue get into the tables? In one statement, since it is written for every mail.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { announced, type EventData, eventRow, first } from './events/record.ts'

export type Ticket = {
  /** Where answers go: the requester, who becomes a participant. Null: no usable address. */
  replyTo: string | null
  requesterName: string
  /** The customer's own words, as they may be mailed back. */
  customerText: string
  /** Characters at the end of the description that come from the project's template; 0: none. */
  templateLength?: number
}

export type NewRows = {
  projectId: number
  authorId: number
  title: string
  description: string
  confidential: boolean
  labelIds: readonly number[]
  assigneeIds: readonly number[]
  milestoneId: number | null
  dueDate: string | null
  createdAt: Date | null
  ticket: Ticket | null
  data: EventData
}

export type Created = { id: number; iid: number; eventId: number; confidential: boolean }

/**
 * The counter's row is locked from here until the transaction ends, so that iids have no gaps: call this late.
 * A ticket in a public project is always confidential (SPEC §5).
 */
export async function insertIssue(tx: Tx, input: NewRows): Promise<Created> {
  const { ticket, data } = input
  const { rows } = await sql<Created>`
    with counter as (
      insert into project_counters (project_id, issue_iid) values (${input.projectId}, 1)
      on conflict (project_id) do update set issue_iid = project_counters.issue_iid + 1
      returning issue_iid
    ), issue as (
      insert into issues (project_id, iid, author_id, title, description, confidential, milestone_id, due_date,
        service_desk, service_desk_reply_to, requester_name, customer_text, template_length, last_customer_at, created_at, updated_at)
      select given.project_id, counter.issue_iid, ${input.authorId}, ${input.title}, ${input.description},
        ${input.confidential} or (given.ticket and exists (
          select from projects where projects.id = given.project_id and visibility = 'public')),
        ${input.milestoneId}, ${input.dueDate}, given.ticket, ${ticket?.replyTo ?? null},
        ${ticket?.requesterName ?? null}, ${ticket?.customerText ?? null},
        ${ticket?.templateLength || null}::integer, case when given.ticket then given.created_at end, given.created_at, given.created_at
      from counter, (select ${input.projectId}::bigint as project_id, ${ticket !== null}::boolean as ticket,
        coalesce(${input.createdAt}::timestamptz, now()) as created_at) given
      returning id, iid, project_id, confidential
    ), requester as (
      insert into issue_email_participants (issue_id, email, address, name, origin)
      select issue.id, lower(given.address), given.address, ${ticket?.requesterName ?? ''}, 'requester'
      from issue, (select ${ticket?.replyTo ?? null}::text as address) given where given.address is not null
    ), assigned as (
      insert into issue_assignees (issue_id, user_id)
      select issue.id, user_id from issue, unnest(${input.assigneeIds}::bigint[]) as user_id
    ), labelled as (
      insert into issue_labels (issue_id, label_id)
      select issue.id, label_id from issue, unnest(${input.labelIds}::bigint[]) as label_id
    ), event as (
      insert into events (kind, project_id, issue_id, actor_id, data)
      select 'issue_opened', issue.project_id, issue.id, ${input.authorId}, ${JSON.stringify(data)}::jsonb from issue
      returning ${eventRow}
    )
    select issue.id, issue.iid, issue.confidential, event.id as "eventId"
    from issue, ${announced('issue_opened', data)}`.execute(tx)
  return first(rows)
}
