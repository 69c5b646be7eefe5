// What is shown of a mail in the inbox?
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import type { Envelope } from '../envelope.ts'
import type { Ending, Reason } from '../outcome.ts'
import { requireSlice, visibleRows } from './access.ts'

export type InboxEntry = {
  id: number
  ingress: Envelope['ingress']
  project_id: number | null
  project_path: string | null
  recipients: string[]
  mail_from: string | null
  client_address: string | null
  client_name: string | null
  received_at: Date
  size: number
  message_id: string | null
  author: string | null
  author_name: string | null
  subject: string | null
  /** null: being worked on, or waiting for another try if there is a `last_error`. */
  ending: Ending | null
  reason: Reason | null
  why: Record<string, unknown>
  issue_id: number | null
  issue_iid: number | null
  note_id: number | null
  settled_at: Date | null
  attempts: number
  last_error: string | null
  released_at: Date | null
}

export type InboxFilter = {
  /** Of one project; null: of the whole desk. */
  project: number | string | null
  ending?: Ending | 'pending' | undefined
  reason?: string | undefined
  /** In author, subject or recipients; case does not matter. */
  search?: string | undefined
  /** Only rows with smaller ids. */
  before?: number | null
  limit: number
}

const columns = sql`
  inbox.id, inbox.ingress, inbox.project_id, p.full_path as project_path, inbox.recipients, inbox.mail_from,
  inbox.client_address, inbox.client_name, inbox.received_at, r.size, inbox.message_id, inbox.author,
  inbox.author_name, inbox.subject, inbox.ending, inbox.reason, inbox.why, inbox.issue_id, i.iid as issue_iid,
  inbox.note_id, inbox.settled_at, inbox.attempts, inbox.last_error, inbox.released_at`
const tables = sql`
  inbox join raw_mails r on r.id = inbox.raw_mail_id left join projects p on p.id = inbox.project_id
  left join issues i on i.id = inbox.issue_id`

/** Newest first. @throws forbidden, not_found */
export async function listInbox(db: Db, by: Person, filter: InboxFilter): Promise<InboxEntry[]> {
  const { ending, reason, search, before, limit } = filter
  const projectId = await requireSlice(db, by, filter.project)
  const conditions = [
    projectId === null ? sql`true` : sql`inbox.project_id = ${projectId}`,
    ending === undefined
      ? sql`true`
      : ending === 'pending'
        ? sql`inbox.ending is null`
        : sql`inbox.ending = ${ending}`,
    reason === undefined ? sql`true` : sql`inbox.reason = ${reason}`,
    before == null ? sql`true` : sql`inbox.id < ${before}`,
    search === undefined ? sql`true` : contains(search),
  ]
  const { rows } = await sql<InboxEntry>`
    select ${columns} from ${tables} where ${sql.join(conditions, sql` and `)}
    order by inbox.id desc limit ${limit}`.execute(db)
  return rows
}

function contains(search: string) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(inbox.author ilike ${pattern} or inbox.author_name ilike ${pattern} or inbox.subject ilike ${pattern}
    or array_to_string(inbox.recipients, ' ') ilike ${pattern})`
}

/** @throws not_found, the same whether it is missing or somebody else's */
export async function findInbox(db: Db, by: Person, id: number): Promise<InboxEntry> {
  const { rows } = await sql<InboxEntry>`
    select ${columns} from ${tables} where inbox.id = ${id} and ${visibleRows(by)}`.execute(db)
  const [row] = rows
  if (row === undefined) throw DeskError.notFound('Mail')
  return row
}
