// Who asks really? A colleague forwarded a customer's mail: the customer becomes the requester.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { lockIssue } from '../attributes/lock.ts'
import { recordEvent } from '../events/record.ts'
import { addSystemNote } from '../notes/system.ts'
import { addParticipant, maxParticipants } from '../participants/add.ts'
import { isAddress } from '../participants/address.ts'
import { findAsTeam } from '../policy.ts'

export type ChangeRequester = {
  issueId: number
  by: Person
  address: string
  name?: string | undefined
  /** The former requester takes part further and gets the answers. */
  keepFormer?: boolean | undefined
  /** The new one gets the mail that greets a newcomer; else nobody is mailed. */
  greet?: boolean | undefined
}
/** What it was, for an undo: the same verb, given this. */
export type FormerRequester = {
  address: string | null
  name: string
  /** The new one took part before. */
  newTookPart: boolean
}

/**
 * Changes to whom the ticket belongs; who takes part already becomes the requester where they stand.
 * @throws invalid naming `email`, conflict, not_found; forbidden below Reporter
 */
export async function changeRequester(tx: Tx, input: ChangeRequester): Promise<FormerRequester> {
  const { issueId, by, name = '', keepFormer = false, greet = false } = input
  await lockIssue(tx, issueId)
  const { issue } = await findAsTeam(tx, by, issueId)
  const address = input.address.trim()
  if (!issue.service_desk) throw new DeskError('conflict', 'It is no ticket: nobody outside asks here')
  if (!isAddress(address)) throw DeskError.invalid('email', 'is not an e-mail address')
  const former = issue.service_desk_reply_to
  if (former?.toLowerCase() === address.toLowerCase())
    throw DeskError.invalid('email', 'is the requester already')
  const left = former === null ? null : await leave(tx, issueId, former, keepFormer)
  const newTookPart = await join(tx, { issueId, by, address, name, greet })
  await sql`
    update issues set service_desk_reply_to = ${address}, requester_name = ${name}, updated_at = now()
    where id = ${issueId}`.execute(tx)
  const stays = keepFormer && left?.took ? '; the former one takes part further' : ''
  const body = `changed the requester from ${former ?? 'nobody'} to ${address}${stays}`
  await addSystemNote(tx, { issueId, by, action: 'requester', body })
  const event = { projectId: issue.project_id, issueId, actorId: by.id }
  await recordEvent(tx, { kind: 'issue_updated', ...event, data: { changes: ['requester'] } })
  if (left?.gone) await recordEvent(tx, { kind: 'participant_removed', ...event, data: { email: left.gone } })
  return { address: former, name: issue.requester_name ?? '', newTookPart }
}

/**
 * Who has unsubscribed gets nothing anyway, and that wish must outlive an undo, so that row stays. The first mail is the former requester's and theirs who had a copy, so who stays is one who had a copy.
 */
async function leave(
  tx: Tx,
  issueId: number,
  address: string,
  keep: boolean,
): Promise<{ took: boolean; gone: string | null }> {
  const email = address.toLowerCase()
  const one = sql`issue_id = ${issueId} and email = ${email}`
  const { rows } = keep
    ? await sql<{ email: string }>`
        update issue_email_participants set origin = 'cc' where ${one} returning email`.execute(tx)
    : await sql<{ email: string }>`
        delete from issue_email_participants where ${one} and unsubscribed_at is null returning email`.execute(
        tx,
      )
  const took = rows.length > 0
  return { took, gone: took && !keep ? email : null }
}

type Joining = { issueId: number; by: Person; address: string; name: string; greet: boolean }

async function join(tx: Tx, { issueId, by, address, name, greet }: Joining): Promise<boolean> {
  const announce = greet ? {} : { announce: { silent: true } }
  // Not as the origin `requester`: the Message-ID of the first mail is known to who wrote it, not to this address.
  const result = await addParticipant(tx, { issueId, by, address, name, origin: 'added', ...announce })
  if (!result.added && result.reason === 'full')
    throw DeskError.invalid('email', `cannot be added (at most ${maxParticipants} take part)`)
  return !result.added
}
