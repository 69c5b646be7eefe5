// How does an address stop taking part? Removed by the team, or unsubscribed by its owner.
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { recordEvent } from '../events/record.ts'
import { addSystemNote } from '../notes/system.ts'
import { findAsTeam } from '../policy.ts'
import type { Participant } from './add.ts'

type Input = { issueId: number; address: string; by: Person }

/** Takes the address off the issue. Returns false if it was not there. @throws not_found, forbidden below Reporter */
export async function removeParticipant(tx: Tx, { issueId, address, by }: Input): Promise<boolean> {
  const { issue } = await findAsTeam(tx, by, issueId)
  const removed = await tx
    .deleteFrom('issue_email_participants')
    .where('issue_id', '=', issueId)
    .where('email', '=', address.trim().toLowerCase())
    .returningAll()
    .executeTakeFirst()
  if (removed === undefined) return false
  await addSystemNote(tx, {
    issueId,
    by,
    action: 'issue_email_participants',
    body: `removed ${removed.address}`,
  })
  await recordEvent(tx, {
    kind: 'participant_removed',
    projectId: issue.project_id,
    issueId,
    actorId: by.id,
    data: { email: removed.email },
  })
  return true
}

/** No more mail for this address; done by its owner, so no permission is asked. Returns false if nothing changed. */
export async function unsubscribeParticipant(tx: Tx, { issueId, address, by }: Input): Promise<boolean> {
  const changed = await setUnsubscribed(tx, issueId, address, new Date())
  if (changed !== undefined) await tell(tx, changed, by, 'participant_removed', 'unsubscribed')
  return changed !== undefined
}

/** Takes an unsubscription back. Returns false if nothing changed. */
export async function resubscribeParticipant(tx: Tx, { issueId, address, by }: Input): Promise<boolean> {
  const changed = await setUnsubscribed(tx, issueId, address, null)
  if (changed !== undefined) await tell(tx, changed, by, 'participant_added', 'subscribed again')
  return changed !== undefined
}

function setUnsubscribed(tx: Tx, issueId: number, address: string, at: Date | null) {
  return tx
    .updateTable('issue_email_participants')
    .set({ unsubscribed_at: at })
    .where('issue_id', '=', issueId)
    .where('email', '=', address.trim().toLowerCase())
    .where('unsubscribed_at', at === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst()
}

async function tell(
  tx: Tx,
  { issue_id: issueId, address, email }: Participant,
  by: Person,
  kind: 'participant_added' | 'participant_removed',
  what: string,
): Promise<void> {
  const issue = await tx
    .selectFrom('issues')
    .select('project_id')
    .where('id', '=', issueId)
    .executeTakeFirst()
  if (issue === undefined) throw DeskError.notFound('Issue')
  await addSystemNote(tx, { issueId, by, action: 'issue_email_participants', body: `${address} ${what}` })
  // Who comes back by their own wish needs no mail that says so.
  const data = { email, announce: { silent: true } }
  await recordEvent(tx, { kind, projectId: issue.project_id, issueId, actorId: by.id, data })
}
