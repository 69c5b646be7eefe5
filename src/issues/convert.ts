// How does an issue of the team become a ticket of a customer?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { type Person, supportBot } from '#users'
import { lockIssue } from './attributes/lock.ts'
import { recordEvent } from './events/record.ts'
import { addSystemNote } from './notes/system.ts'
import { addParticipant } from './participants/add.ts'
import { isAddress } from './participants/address.ts'
import { findAsTeam } from './policy.ts'

type Input = { issueId: number; address: string; by: Person }

/**
 * Makes the address the requester, the Support Bot the author, and the issue confidential. `customer_text` stays empty:
 * the description is the team's, so no mail may quote it back.
 * @throws invalid, conflict, not_found; forbidden below Reporter
 */
export async function convertToTicket(tx: Tx, { issueId, by, ...input }: Input): Promise<void> {
  await lockIssue(tx, issueId)
  const { issue } = await findAsTeam(tx, by, issueId)
  const address = input.address.trim()
  if (!isAddress(address)) throw DeskError.invalid('email', 'is no e-mail address')
  if (issue.service_desk) throw new DeskError('conflict', 'it is a ticket already')
  const bot = await supportBot(tx)
  await sql`
    update issues set service_desk = true, service_desk_reply_to = ${address}, requester_name = '', customer_text = '',
      author_id = ${bot.id}, confidential = true, updated_at = now()
    where id = ${issueId}`.execute(tx)
  const body = `converted this issue to a Service Desk ticket for ${address}`
  await addSystemNote(tx, { issueId, by, action: 'issue_type', body })
  await addParticipant(tx, { issueId, address, origin: 'added', by })
  const data = { changes: ['service_desk', 'confidential', 'author'] }
  await recordEvent(tx, { kind: 'issue_updated', projectId: issue.project_id, issueId, actorId: by.id, data })
}
