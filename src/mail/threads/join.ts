// May the writer of this address join a ticket by naming one of its mails?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'

/** Notes who was From, To or Cc on a mail of the ticket. Addresses known already are passed over. */
export async function recordAddresses(tx: Tx, issueId: number, addresses: readonly string[]): Promise<void> {
  const emails = [...new Set(addresses.map(address => address.toLowerCase()))]
  if (emails.length === 0) return
  await sql`
    insert into thread_addresses (issue_id, email)
    select ${issueId}, email from unnest(${emails}::text[]) as email
    on conflict do nothing`.execute(tx)
}

/**
 * Whether `address` may add to the ticket by References alone (SPEC §4.5, rule 2): a participant, somebody who was
 * From, To or Cc on one of its mails, or a member of its project. Knowing a Message-ID is not enough, since ids are
 * guessed and forwarded.
 */
export async function mayJoin(db: Db, issueId: number, address: string): Promise<boolean> {
  const email = address.toLowerCase()
  const { rows } = await sql<{ may: boolean }>`
    select exists (select from issue_email_participants where issue_id = ${placeNow(issueId)} and email = ${email})
      or exists (select from thread_addresses where issue_id = ${issueId} and email = ${email})
      or ${memberWith(issueId, email)} as may`.execute(db)
  return rows[0]?.may ?? false
}

/** Whether the address is that of an active member of the ticket's project. */
export async function isOfMember(db: Db, issueId: number, address: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select ${memberWith(issueId, address.toLowerCase())} as is`.execute(db)
  return rows[0]?.is ?? false
}

const memberWith = (issueId: number, email: string) => sql`exists (
  select from users u
  join issues i on i.id = ${placeNow(issueId)}
  join project_access a on a.project_id = i.project_id and a.user_id = u.id
  where lower(u.email) = ${email} and u.state = 'active' and not u.is_bot)`

/** Where a ticket is that may have been moved or merged a moment ago: after it was looked up, before its people are. */
export const placeNow = (issueId: number) =>
  sql<number>`(select coalesce(moved_to_id, id) from issues where id = ${issueId})`
