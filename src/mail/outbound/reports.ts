// What does a report change? It marks the mail that it is about, and only if it carries proof that we sent that mail.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { participants } from '#issues'
import type { Report, ReportedRecipient } from '#mail/message'
import { supportBot } from '#users'
import { type Failed, isHard, markUndeliverable, remind } from './failures.ts'
import { type Identity, isOwnMessageId } from './own-mail.ts'

/** Full mailboxes and policies pass; that many failures within a week do not. */
const softFailures = 3
const softDays = 7
/** RFC 5965 §7.3: what a person says by the button "this is spam". Others, such as not-spam, end nothing. */
const complaints = new Set(['abuse', 'fraud', 'virus', 'other'])

export type RecordReport = {
  inboxId: number
  report: Report
  /** The reply key of the address at which the report arrived, if it came to the sender of our mail. */
  replyKey: string | null
}

/**
 * Notes the report on the mail that it is about. Returns that mail, or null if nothing in the report proves that it
 * is ours: then it must change nothing, or a forged report could silence a customer (SPEC §4.6).
 */
export async function recordReport(
  tx: Tx,
  { identity }: { identity: Identity },
  { inboxId, report, replyKey }: RecordReport,
): Promise<{ outboxId: number; issueId: number | null } | null> {
  const mail = await findReported(tx, identity, report, replyKey)
  if (mail === null) return null
  if (report.type === 'feedback') await complaint(tx, mail, inboxId, report)
  else if (report.type === 'delivery') await deliveryReport(tx, mail, inboxId, report)
  return { outboxId: mail.id, issueId: mail.issue_id }
}

async function findReported(
  tx: Tx,
  identity: Identity,
  { originalMessageId, originalHeaders }: Report,
  arrivedAt: string | null,
): Promise<Failed | null> {
  const id =
    originalMessageId !== null && isOwnMessageId(identity, originalMessageId) ? originalMessageId : null
  const returned = [...originalHeaders.matchAll(/^X-GitLab-Reply-Key:[ \t]*([0-9a-f]{32})\b/gim)]
  const keys = [...returned.map(match => match[1] ?? ''), arrivedAt ?? ''].map(key => key.toLowerCase())
  const { rows } = await sql<Failed>`
    select id, issue_id, recipient, user_id from outbox
    where message_id = ${id} or reply_key = any (${keys}::text[]) order by id desc limit 1`.execute(tx)
  return rows[0] ?? null
}

async function deliveryReport(tx: Tx, mail: Failed, inboxId: number, report: Report): Promise<void> {
  const said = about(report.recipients, mail.recipient)
  if (said === null || (said.action !== 'failed' && said.action !== 'delayed')) return
  const email = mail.recipient.toLowerCase()
  const detail = [said.status, said.diagnostic].filter(part => part !== null).join(' ') || said.action
  await sql`
    insert into delivery_reports (outbox_id, inbox_id, email, action, status, diagnostic)
    values (${mail.id}, ${inboxId}, ${email}, ${said.action}, ${said.status}, ${said.diagnostic})`.execute(tx)
  await sql`
    update outbox set delivery = ${said.action === 'failed' ? 'bounced' : 'delayed'}, delivery_detail = ${detail}
    where id = ${mail.id} and (delivery is null or delivery = 'delayed')`.execute(tx)
  if (said.action === 'delayed') return
  await remind(tx, mail.id)
  if (isHard(said.status) || (await failedOften(tx, email))) await markUndeliverable(tx, mail, detail)
}

/** What the report says of our recipient; an alias on the way may have given it another address. */
function about(recipients: readonly ReportedRecipient[], address: string): ReportedRecipient | null {
  const exact = recipients.find(recipient => recipient.address.toLowerCase() === address.toLowerCase())
  if (exact) return exact
  if (recipients.length > 0) return recipients[0] ?? null
  return { address, action: 'failed', status: null, diagnostic: null }
}

async function failedOften(tx: Tx, email: string): Promise<boolean> {
  const { rows } = await sql<{ failures: number }>`
    select count(distinct outbox_id) as failures from delivery_reports
    where email = ${email} and action = 'failed' and created_at > now() - make_interval(days => ${softDays})`.execute(
    tx,
  )
  return (rows[0]?.failures ?? 0) >= softFailures
}

/** Whoever calls our mail spam gets no more of it; the ticket says so. */
async function complaint(tx: Tx, mail: Failed, inboxId: number, report: Report): Promise<void> {
  const type = report.feedbackType ?? 'abuse'
  await sql`
    insert into delivery_reports (outbox_id, inbox_id, email, action, diagnostic)
    values (${mail.id}, ${inboxId}, ${mail.recipient.toLowerCase()}, 'complaint', ${type})`.execute(tx)
  if (!complaints.has(type)) return
  await sql`
    update outbox set delivery = 'complained', delivery_detail = ${type} where id = ${mail.id}`.execute(tx)
  if (mail.issue_id === null || mail.user_id !== null) return
  const by = await supportBot(tx)
  await participants.unsubscribe(tx, { issueId: mail.issue_id, address: mail.recipient, by })
}
