// What follows when a mail does not arrive? The address is marked if it is surely dead, and the ticket says so.
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { notes } from '#issues'
import { supportBot } from '#users'

/** A mail of the outbox, as far as its fate is concerned. */
export type Failed = { id: number; issue_id: number | null; recipient: string; user_id: number | null }

/**
 * The mailbox does not exist or is closed (RFC 3463 §3.2, §3.3): one such answer is enough. 5.1.7 and 5.1.8 speak of
 * the sender.
 */
const hard = /^5\.(?:1\.(?:[0-69]|\d\d{1,2})|2\.1)$/

export const isHard = (status: string | null) => hard.test(status ?? '')

/** From now on nothing is mailed there, on any ticket, until somebody takes the mark away or sends again. */
export async function markUndeliverable(tx: Tx, mail: Failed, reason: string): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into undeliverable_addresses (email, reason, outbox_id)
    values (${mail.recipient.toLowerCase()}, ${reason}, ${mail.id})
    on conflict do nothing`.execute(tx)
  if (numAffectedRows === 0n || mail.issue_id === null || mail.user_id !== null) return
  await notes.addSystem(tx, {
    issueId: mail.issue_id,
    by: await supportBot(tx),
    action: 'issue_email_participants',
    body: `mail to ${mail.recipient} could not be delivered`,
  })
}

/** Takes the mark away; returns false if there was none. */
export async function resetUndeliverable(tx: Tx, email: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from undeliverable_addresses where email = ${email.toLowerCase()}`.execute(tx)
  return numAffectedRows === 1n
}

export type UndeliverableAddress = { email: string; reason: string; outbox_id: number | null; since: Date }

/** Those of the addresses to which nothing is mailed, by address in lower case. */
export async function undeliverableAmong(
  db: Db,
  emails: readonly string[],
): Promise<Map<string, UndeliverableAddress>> {
  if (emails.length === 0) return new Map()
  const { rows } = await sql<UndeliverableAddress>`
    select email, reason, outbox_id, since from undeliverable_addresses
    where email = any (${emails.map(email => email.toLowerCase())}::text[])`.execute(db)
  return new Map(rows.map(row => [row.email, row]))
}

/** The addresses to which nothing is mailed, the latest first. */
export async function listUndeliverable(
  db: Db,
  { limit, before }: { limit: number; before?: Date | undefined },
): Promise<UndeliverableAddress[]> {
  const { rows } = await sql<UndeliverableAddress>`
    select email, reason, outbox_id, since from undeliverable_addresses
    where (${before ?? null}::timestamptz is null or since < ${before ?? null})
    order by since desc, email limit ${limit}`.execute(db)
  return rows
}

/**
 * Whoever wrote the note, else the assignees, get a to-do: the customer knows nothing of the answer. One to-do a
 * person and note is enough, however many recipients a note could not reach.
 */
export async function remind(tx: Tx, outboxId: number): Promise<void> {
  await sql`
    insert into todos (user_id, author_id, project_id, issue_id, note_id, action)
    select w.user_id, w.user_id, i.project_id, i.id, o.note_id, 'delivery_failed'
    from outbox o
    join issues i on i.id = o.issue_id
    cross join lateral (
      select n.author_id as user_id from notes n join users u on u.id = n.author_id
      where n.id = o.note_id and not u.is_bot
      union
      select a.user_id from issue_assignees a where a.issue_id = i.id
    ) w
    where o.id = ${outboxId} and o.user_id is null and not exists (
      select from todos t where t.user_id = w.user_id and t.issue_id = i.id and t.action = 'delivery_failed'
        and t.state = 'pending' and t.note_id is not distinct from o.note_id)`.execute(tx)
}
