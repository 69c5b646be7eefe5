// Does our mail leave? What waits, what went of late, and whether the server that takes it can be reached.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { SmtpSettings } from './desk.ts'
import { verifyServer } from './transports.ts'

export type OutboxFigures = {
  last_mail_at: Date | null
  mails_last_day: number
  /** Neither sent nor given up. */
  waiting: number
  /** Of a mail that is being tried again, or was given up in the last day. */
  last_error: string | null
}

/** Mails looked at, the latest ones: the page stays quick however long the log has grown. */
const lookedAt = 50_000

export async function figures(db: Db): Promise<OutboxFigures> {
  const { rows } = await sql<OutboxFigures>`
    select max(sent_at) as last_mail_at,
      count(*) filter (where sent_at > now() - interval '1 day') as mails_last_day,
      (select count(*) from outbox where state in ('queued', 'waiting', 'sending')) as waiting,
      (array_agg(last_error order by id desc) filter (where last_error is not null and (state = 'queued'
        or (state = 'failed' and created_at > now() - interval '1 day'))))[1] as last_error
    from (select id, state, sent_at, created_at, last_error from outbox order by id desc limit ${lookedAt}) latest`.execute(
    db,
  )
  return rows[0] ?? { last_mail_at: null, mails_last_day: 0, waiting: 0, last_error: null }
}

/** As `verifyServer`, in words. @returns why no mail would be taken; null: it would */
export async function findServerFault(smtp: SmtpSettings): Promise<string | null> {
  const fault = await verifyServer(smtp)
  return fault && `it ${fault.words}`
}
