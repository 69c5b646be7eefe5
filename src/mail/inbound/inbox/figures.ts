// How much mail has come by each way of late? For the page on which an administrator sees whether the desk is well.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { MailAddresses } from '#projects'

export type InboxFigures = {
  last_mail_at: Date | null
  mails_last_day: number
  /** Accepted and not yet settled. */
  waiting: number
  last_error: string | null
}

/** A door, or one of the two mailboxes. */
type Way = 'smtp' | 'lmtp' | 'http' | 'incoming_email' | 'service_desk_email'

/** Mails looked at, the latest ones: the page stays quick however long the log has grown. */
const lookedAt = 50_000

type Pattern = MailAddresses['incoming']

/** An address of the mailbox, for `like`. */
function like(pattern: Pattern): string | null {
  if (pattern === null) return null
  const { before, after, host, keyed } = pattern
  const literal = (text: string) => text.toLowerCase().replace(/[\\%_]/g, '\\$&')
  return `${literal(before)}${keyed ? '%' : ''}${literal(after)}@${literal(host)}`
}

/** By the envelope: a mail that mail_room hands over without one counts for its door alone. */
export async function figures(db: Db, addresses: MailAddresses): Promise<Map<Way, InboxFigures>> {
  const { rows } = await sql<InboxFigures & { way: Way }>`
    with ways (way, door, pattern) as (values ('smtp', 'smtp', null), ('lmtp', 'lmtp', null), ('http', 'http', null),
      ('incoming_email', null, ${like(addresses.incoming)}::text),
      ('service_desk_email', null, ${like(addresses.serviceDesk)}::text)
    ), latest as (
      select id, ingress, recipients, received_at, ending, last_error from inbox order by id desc limit ${lookedAt}
    )
    select way, max(received_at) as last_mail_at,
      count(*) filter (where received_at > now() - interval '1 day') as mails_last_day,
      count(*) filter (where latest.id is not null and ending is null) as waiting,
      (array_agg(last_error order by latest.id desc)
        filter (where last_error is not null and (ending is null or ending = 'failed')))[1] as last_error
    from ways left join latest on ingress = door
      or (pattern is not null and exists (select from unnest(recipients) address where lower(address) like pattern))
    group by way`.execute(db)
  return new Map(rows.map(({ way, ...row }) => [way, row]))
}
