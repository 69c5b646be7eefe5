// Which tickets came of the same mail? Each names the others (SPEC §3).
import { sql } from 'kysely'
import type { Tx } from '#db'
import { notes } from '#issues'
import type { Person } from '#users'
import type { InboxRow } from '../load.ts'

type Ticket = { issueId: number; reference: string }

/** The rows of one mail take turns (claim.ts), so whoever comes last finds all the others. */
export async function linkSiblings(
  tx: Tx,
  { row, issueId, by }: { row: Pick<InboxRow, 'id' | 'rawMailId'>; issueId: number; by: Person },
): Promise<void> {
  const { rows } = await sql<Ticket>`
    select i.id as "issueId", p.full_path || '#' || i.iid as reference
    from issues i join projects p on p.id = i.project_id
    where i.id = ${issueId} or i.id in (
      select issue_id from inbox where raw_mail_id = ${row.rawMailId} and id <> ${row.id} and ending = 'ticket_opened')
    order by i.id`.execute(tx)
  const mine = rows.find(ticket => ticket.issueId === issueId)
  if (mine === undefined) return
  for (const other of rows.filter(ticket => ticket !== mine)) {
    await relate(tx, by, mine, other)
    await relate(tx, by, other, mine)
  }
}

function relate(tx: Tx, by: Person, { issueId }: Ticket, other: Ticket): Promise<void> {
  const body = `opened by the same mail as ${other.reference}`
  return notes.addSystem(tx, { issueId, by, action: 'relate', body, citedIssueId: other.issueId })
}
