// Is the sender told that the mail was not taken? If not, it is held, so that a person may look (SPEC §4.3).
import { sql } from 'kysely'
import type { Tx } from '#db'
import { refuse } from '#mail/outbound'
import { isAuthenticated } from '#mail/senders'
import { projectForMail, serviceDeskAddress } from '#projects'
import type { Arrival, Decision } from './arrival.ts'
import type { InboundDesk } from './desk.ts'
import { outcomeOf, type Reason } from './outcome.ts'
import type { Settlement } from './settle.ts'

type Input = {
  arrival: Arrival
  decision: Decision | null
  reason: Reason
  why: Record<string, unknown>
  at?: Partial<Settlement>
}

/** Nobody is told of what a machine wrote, and only those who surely wrote it: a From header alone would make us a relay. */
export async function refused(
  tx: Tx,
  desk: InboundDesk,
  { arrival, decision, reason, why, at = {} }: Input,
): Promise<Settlement> {
  const { row, message, verdict, sender } = arrival
  const { sentence } = outcomeOf(reason)
  const mayTell =
    !row.quiet &&
    verdict.answerable &&
    (isAuthenticated(sender) || (await takesPart(tx, message.author?.address)))
  const told =
    sentence !== null &&
    (await refuse(tx, desk, {
      inboxId: row.id,
      projectId: row.project?.id ?? null,
      reason,
      sentence,
      message,
      mayTell,
      retryTo: await retryAddress(tx, desk, arrival, decision),
    }))
  return { ending: told ? 'refused' : 'held', reason, why: { ...why, told }, ...at }
}

/** Somebody with whom the desk is in touch already. */
async function takesPart(tx: Tx, address: string | undefined): Promise<boolean> {
  if (address === undefined) return false
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from issue_email_participants where email = ${address.toLowerCase()}) as found`.execute(
    tx,
  )
  return rows[0]?.found ?? false
}

/** The address that was answered, if it works, else that of the project. */
async function retryAddress(
  tx: Tx,
  { addresses }: Pick<InboundDesk, 'addresses'>,
  { row }: Arrival,
  decision: Decision | null,
): Promise<string | null> {
  if (decision?.kind === 'note' && decision.answeredAt !== null) return decision.answeredAt
  if (row.project === null || !row.project.open) return null
  const project = await projectForMail(tx, row.project.id)
  return project ? serviceDeskAddress(project, addresses) : null
}
