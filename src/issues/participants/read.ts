// Who takes part in an issue from outside?
import { sql } from 'kysely'
import type { Db } from '#db'
import { maskAddress } from '#projects'
import { canReadInternal, type Found } from '../policy.ts'
import type { Participant } from './add.ts'

/** All of them, the requester first; addresses are masked for those below Reporter. */
export async function listParticipants(
  db: Db,
  { issue, accessLevel }: Pick<Found, 'issue' | 'accessLevel'>,
): Promise<Participant[]> {
  const rows = await db
    .selectFrom('issue_email_participants')
    .selectAll()
    .where('issue_id', '=', issue.id)
    .orderBy('id')
    .execute()
  if (canReadInternal(accessLevel)) return rows
  return rows.map(row => ({ ...row, email: maskAddress(row.email), address: maskAddress(row.address) }))
}

/** Whether the address takes part, unsubscribed or not. */
export async function isParticipant(db: Db, issueId: number, address: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from issue_email_participants
      where issue_id = ${issueId} and email = ${address.trim().toLowerCase()}) as found`.execute(db)
  return rows[0]?.found ?? false
}
