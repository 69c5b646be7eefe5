// What becomes of these mails? Claim, screen, route, apply, settle: all in the caller's transaction (DESIGN §2).
import type { Tx } from '#db'
import { inWords } from '#mail/senders'
import type { Files } from './apply/files.ts'
import { apply } from './apply.ts'
import type { Arrival } from './arrival.ts'
import { type Claim, claim } from './claim.ts'
import type { InboundDesk } from './desk.ts'
import { objected } from './objected.ts'
import { route } from './routes.ts'
import { screen } from './screens.ts'
import { addressesOf, type Settled, type Settlement, settle } from './settle.ts'

/** A mail that was read, with all that can be known before the transaction begins. */
export type ReadyMail = Omit<Arrival, 'counts'> & { toProject: number; files: Files }

/** Mails that others have settled meanwhile are passed over. Several at a time need receipts of their own (claim.ts). */
export async function decide(tx: Tx, desk: InboundDesk, mails: readonly ReadyMail[]): Promise<void> {
  const claims = await claim(tx, mails)
  const settled: Settled[] = []
  for (const mail of mails) {
    const { row, message, ours } = mail
    const claimed = claims.get(row.id)
    if (claimed === undefined) continue
    const people = addressesOf(message).filter(address => !ours.has(address))
    settled.push({ row, message, people, settlement: await decideOne(tx, desk, mail, claimed) })
  }
  await settle(tx, settled)
}

async function decideOne(tx: Tx, desk: InboundDesk, mail: ReadyMail, claimed: Claim): Promise<Settlement> {
  const { toProject, files, ...known } = mail
  const { duplicateOf, idReused, ...sender } = claimed
  if (duplicateOf !== null) {
    const why = { rule: 'duplicate', evidence: `of inbox ${duplicateOf}`, duplicateOf }
    return { ending: 'ignored', reason: 'duplicate', why }
  }
  const arrival: Arrival = { ...known, counts: { ...sender, toProject } }
  const common = whyOf(arrival, idReused)
  const objection = screen(arrival, desk)
  if (objection !== null) return objected(tx, desk, arrival, objection, common)
  const { decision, passed } = await route(arrival, tx)
  const why = { ...common, ...(passed.length > 0 ? { passed } : {}) }
  return apply(tx, desk, { arrival, decision, files, why })
}

/** What the log shows whatever becomes of the mail. */
function whyOf({ row, message, verdict, sender, spam }: Arrival, idReused: boolean): Record<string, unknown> {
  const { addressedBy, handled } = row.why
  return {
    ...(addressedBy === undefined ? {} : { addressedBy }),
    ...(handled === undefined ? {} : { handled }),
    ...(verdict.kind === 'human' && verdict.answerable ? {} : { automatic: verdict }),
    ...(sender.source === 'nobody' ? {} : { sender: inWords(sender) }),
    ...(spam === null ? {} : { spam: `${spam.verdict}: ${spam.evidence}` }),
    ...(message.defects.length > 0 ? { defects: message.defects } : {}),
    ...(idReused ? { flag: 'the project knows this Message-ID with other content' } : {}),
  }
}
