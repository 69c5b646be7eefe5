// What becomes of a mail that a screen keeps from being routed?
import type { Tx } from '#db'
import { recordReport } from '#mail/outbound'
import type { Arrival, Objection } from './arrival.ts'
import type { InboundDesk } from './desk.ts'
import { outcomeOf } from './outcome.ts'
import { settleRefused } from './refuse.ts'
import { settle } from './settle.ts'

export async function objected(
  tx: Tx,
  desk: InboundDesk,
  arrival: Arrival,
  objection: Objection & { rule: string },
  common: Record<string, unknown>,
): Promise<void> {
  const { row, message, report } = arrival
  const { reason, evidence, rule } = objection
  const why = { ...common, rule, evidence }
  const { ending } = outcomeOf(reason)
  if (report !== null && reason === 'delivery_report') return recordOrIgnore(tx, desk, arrival, why)
  if (ending === 'refused') return settleRefused(tx, desk, { arrival, decision: null, reason, why })
  return settle(tx, row, message, { ending, reason, why })
}

/** A report counts only with proof that it is about a mail of ours: a forged one must not silence a customer. */
async function recordOrIgnore(
  tx: Tx,
  desk: InboundDesk,
  { row, message, report, recipients }: Arrival,
  why: Record<string, unknown>,
): Promise<void> {
  if (report === null) return
  const arrivedAt = recipients.find(recipient => recipient.kind === 'reply')
  const replyKey = arrivedAt?.kind === 'reply' ? arrivedAt.key : null
  const mail = await recordReport(tx, desk, { inboxId: row.id, report, replyKey })
  const reason = mail === null ? 'foreign_report' : 'delivery_report'
  const { ending } = outcomeOf(reason)
  const about = mail === null ? {} : { outboxId: mail.outboxId, reportedIssueId: mail.issueId }
  await settle(tx, row, message, { ending, reason, why: { ...why, ...about } })
}
