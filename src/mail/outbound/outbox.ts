// What went out, what waits, and what failed? For administrators, and for maintainers of a project its own slice.
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { addJob } from '#jobs'
import { DeskError } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Viewer } from '#users'
import type { OutboundDesk } from './desk.ts'
import type { MailKind } from './mailings.ts'
import { hasServer, noServer } from './write.ts'

export type OutboxState = 'queued' | 'waiting' | 'sending' | 'sent' | 'failed' | 'suppressed' | 'cancelled'

export type OutboxRow = {
  id: number
  kind: MailKind
  project_id: number | null
  issue_id: number | null
  issue_iid: number | null
  note_id: number | null
  recipient: string
  recipient_name: string
  subject: string
  message_id: string
  state: OutboxState
  attempts: number
  next_attempt_at: Date | null
  last_error: string | null
  smtp_response: string | null
  delivery: 'delayed' | 'bounced' | 'complained' | null
  delivery_detail: string | null
  created_at: Date
  sent_at: Date | null
}

const columns = sql.raw(`o.id, o.kind, o.project_id, o.issue_id, i.iid as issue_iid, o.note_id, o.recipient,
  o.recipient_name, o.subject, o.message_id, o.state, o.attempts, o.next_attempt_at, o.last_error, o.smtp_response,
  o.delivery, o.delivery_detail, o.created_at, o.sent_at`)

export type OutboxFilter = {
  /** Only this project's; without it all mails, which only administrators may see. */
  projectId?: number | undefined
  state?: OutboxState | undefined
  /** The whole address. */
  recipient?: string | undefined
  noteId?: number | undefined
  /** Rows older than this id. */
  before?: number | undefined
  limit: number
}

/** Newest first. @throws not_found or forbidden where the viewer may not look */
export async function list(db: Db, viewer: Viewer, filter: OutboxFilter): Promise<OutboxRow[]> {
  await requireAccess(db, viewer, filter.projectId ?? null)
  const { rows } = await sql<OutboxRow>`
    select ${columns} from outbox o left join issues i on i.id = o.issue_id
    where (${filter.projectId ?? null}::bigint is null or o.project_id = ${filter.projectId ?? null})
      and (${filter.state ?? null}::text is null or o.state = ${filter.state ?? null})
      and (${filter.recipient ?? null}::text is null or lower(o.recipient) = lower(${filter.recipient ?? null}))
      and (${filter.noteId ?? null}::bigint is null or o.note_id = ${filter.noteId ?? null})
      and (${filter.before ?? null}::bigint is null or o.id < ${filter.before ?? null})
    order by o.id desc limit ${filter.limit}`.execute(db)
  return rows
}

/** One mail. `projectId`: as a part of that project's slice. @throws not_found or forbidden */
export async function find(db: Db, viewer: Viewer, id: number, projectId?: number): Promise<OutboxRow> {
  await requireAccess(db, viewer, projectId ?? null)
  const { rows } = await sql<OutboxRow>`
    select ${columns} from outbox o left join issues i on i.id = o.issue_id where o.id = ${id}
      and (${projectId ?? null}::bigint is null or o.project_id = ${projectId ?? null})`.execute(db)
  if (rows[0] === undefined) throw DeskError.notFound('Mail')
  return rows[0]
}

/**
 * Sends a mail again that did not arrive: the same mail, with the same Message-ID, and all attempts anew. That the
 * address was known as undeliverable is forgotten, since a person says so.
 * @throws conflict if the mail is on its way or arrived
 */
export async function resend(
  tx: Tx,
  viewer: Viewer,
  id: number,
  { projectId, smtpConfigured }: { projectId?: number | undefined; smtpConfigured: boolean },
): Promise<OutboxRow> {
  const row = await find(tx, viewer, id, projectId)
  const { rows } = await sql`
    with again as (
      update outbox set state = case when ${hasServer(smtpConfigured, 'outbox')} then 'queued' else 'waiting' end,
        attempts = 0, next_attempt_at = null, delivery = null, delivery_detail = null,
        last_error = case when ${hasServer(smtpConfigured, 'outbox')} then null else ${noServer} end
      where id = ${id} and (state in ('failed', 'suppressed') or delivery = 'bounced')
      returning id, state
    ), forgotten as (
      delete from undeliverable_addresses where email = ${row.recipient.toLowerCase()} and exists (select from again)
    )
    select id, case when state = 'queued'
      then (${addJob('outbound.deliver', sql`json_build_object('outboxId', id)`)}).id end
    from again`.execute(tx)
  if (rows.length === 0) throw new DeskError('conflict', `the mail is ${row.state} and cannot be sent again`)
  return find(tx, viewer, id, projectId)
}

/**
 * Gives the mails that were written while no SMTP server was configured their jobs, once there is one. Returns how
 * many they are.
 */
export async function queueWaiting({ db, config }: Pick<OutboundDesk, 'db' | 'config'>): Promise<number> {
  const { rows } = await sql`
    with ready as (
      update outbox set state = 'queued', last_error = null where state = 'waiting' and ${hasServer(config.smtp !== undefined, 'outbox')}
      returning id, next_attempt_at
    )
    select (${addJob('outbound.deliver', sql`json_build_object('outboxId', id)`, {
      runAt: sql`next_attempt_at`,
    })}).id from ready`.execute(db)
  return rows.length
}

async function requireAccess(db: Db, viewer: Viewer, projectId: number | null): Promise<void> {
  if (projectId !== null) {
    await requireProject(db, viewer, projectId, Access.maintainer)
    return
  }
  if (viewer === null) throw new DeskError('unauthenticated', '401 Unauthorized')
  if (!viewer.isAdmin) throw DeskError.forbidden()
}
