// What becomes of a mail that a screen keeps from being routed?
import type { Tx } from '#db'
import type { Report } from '#mail/message'
import { customEmail, recordReport } from '#mail/outbound'
import type { Arrival, Objection } from './arrival.ts'
import type { InboundDesk } from './desk.ts'
import { outcomeOf } from './outcome.ts'
import { refused } from './refuse.ts'
import type { Settlement } from './settle.ts'

export async function objected(
  tx: Tx,
  desk: InboundDesk,
  arrival: Arrival,
  objection: Objection & { rule: string },
  common: Record<string, unknown>,
): Promise<Settlement> {
  const { report, verification, message } = arrival
  const { reason, evidence, rule } = objection
  const why = { ...common, rule, evidence }
  const { ending } = outcomeOf(reason)
  if (verification !== null && reason === 'custom_email_verification') {
    const { projectId, toProject } = verification
    const from = message.author?.address ?? null
    const verified = await customEmail.conclude(tx, desk, { projectId, from, text: message.text, toProject })
    return { ending, reason, why: { ...why, verification: verified } }
  }
  if (report !== null && reason === 'delivery_report') return recorded(tx, desk, arrival, report, why)
  if (ending === 'refused') return refused(tx, desk, { arrival, decision: null, reason, why })
  return { ending, reason, why }
}

/** A report counts only with proof that it is about a mail of ours: a forged one must not silence a customer. */
async function recorded(
  tx: Tx,
  desk: InboundDesk,
  { row, recipients }: Arrival,
  report: Report,
  why: Record<string, unknown>,
): Promise<Settlement> {
  const arrivedAt = recipients.find(recipient => recipient.kind === 'reply')
  const replyKey = arrivedAt?.kind === 'reply' ? arrivedAt.key : null
  const mail = await recordReport(tx, desk, { inboxId: row.id, report, replyKey })
  const reason = mail === null ? 'foreign_report' : 'delivery_report'
  const { ending } = outcomeOf(reason)
  const about = mail === null ? {} : { outboxId: mail.outboxId, reportedIssueId: mail.issueId }
  return { ending, reason, why: { ...why, ...about } }
}
