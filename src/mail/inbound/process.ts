// What becomes of an accepted mail? Read it, screen it, route it, apply and settle in one transaction (DESIGN §2).
import { type Tx, transaction } from '#db'
import { automaticVerdict, type Message, parseReport } from '#mail/message'
import { supportBot } from '#users'
import { addressByHeaders } from './address-by-headers.ts'
import { findRecipient } from './addresses.ts'
import { type Files, storeFiles } from './apply/files.ts'
import { apply } from './apply.ts'
import type { Arrival, Objection } from './arrival.ts'
import { claim, countToProject } from './claim.ts'
import type { InboundDesk } from './desk.ts'
import { noteFailure } from './failure.ts'
import { type InboxRow, loadPending } from './load.ts'
import { objected } from './objected.ts'
import { outcomeOf } from './outcome.ts'
import { readMail } from './read-mail.ts'
import { route } from './routes.ts'
import { screen } from './screens.ts'
import { settle } from './settle.ts'

/** What is known before the transaction begins. */
type Mail = Omit<Arrival, 'counts'> & { toProject: number }

/**
 * The job `inbound.process`. Doing it twice, at once or after a crash, changes nothing the second time: whoever locks
 * the row first settles it, in the same transaction in which the ticket or note comes to be.
 * @throws what failed, so that the job is tried again; after `limits.tries` the mail has the ending `failed` instead
 */
export async function process(desk: InboundDesk, { inboxId }: { inboxId: number }): Promise<void> {
  try {
    const row = await loadPending(desk.db, inboxId)
    if (row !== null) await work(desk, row)
  } catch (error) {
    await noteFailure(desk, inboxId, error)
  }
}

async function work(desk: InboundDesk, row: InboxRow): Promise<void> {
  const read = await readMail(desk.db, row)
  if ('unreadable' in read) return hold(desk, row, read.unreadable)
  const { message } = read
  const known = row.project === null ? await addressByHeaders(desk, row, message) : row
  if (known === null) return
  const verdict = automaticVerdict(message, known.mailFrom)
  const recipients = await Promise.all(known.recipients.map(address => findRecipient(desk, address)))
  const report = verdict.kind === 'report' ? parseReport(message, known.mailFrom) : null
  const files = await store(desk, message, verdict)
  const most = desk.config.limits.mails_per_project_and_hour
  const toProject = known.project === null ? 0 : await countToProject(desk.db, known.project.id, most)
  // Bytes of files are on disk now; held any longer they would only cost memory.
  const lean = { ...message, attachments: [] }
  const senders = sendersOf(message)
  // Whatever else is asked of the database is asked now: a transaction that waits for a second connection may wait for ever.
  const bot = await supportBot(desk.db)
  const mail: Mail = { row: known, bot, message: lean, verdict, report, recipients, senders, toProject }
  await transaction(desk.db, tx => decide(tx, desk, mail, files), { repeatable: true })
}

async function hold(desk: InboundDesk, row: InboxRow, unreadable: string): Promise<void> {
  const { ending } = outcomeOf('unreadable')
  const why = { rule: 'reading', evidence: unreadable }
  await transaction(desk.db, tx => settle(tx, row, null, { ending, reason: 'unreadable', why }))
}

async function decide(tx: Tx, desk: InboundDesk, mail: Mail, files: Files): Promise<void> {
  const { toProject, ...known } = mail
  const { row, message } = known
  const claimed = await claim(tx, row, message)
  if (claimed === null) return
  const { duplicateOf, idReused, ...sender } = claimed
  if (duplicateOf !== null) {
    const why = { rule: 'duplicate', evidence: `of inbox ${duplicateOf}`, duplicateOf }
    return settle(tx, row, message, { ending: 'ignored', reason: 'duplicate', why })
  }
  const arrival: Arrival = { ...known, counts: { ...sender, toProject } }
  const common = whyOf(arrival, idReused)
  const objection: (Objection & { rule: string }) | null = screen(arrival, desk)
  if (objection !== null) return objected(tx, desk, arrival, objection, common)
  const { decision, passed } = await route(arrival, tx)
  const why = { ...common, ...(passed.length > 0 ? { passed } : {}) }
  await apply(tx, desk, { arrival, decision, files, why })
}

/** What the log shows whatever becomes of the mail. */
function whyOf({ row, message, verdict }: Arrival, idReused: boolean): Record<string, unknown> {
  const { addressedBy, handled } = row.why
  return {
    ...(addressedBy === undefined ? {} : { addressedBy }),
    ...(handled === undefined ? {} : { handled }),
    ...(verdict.kind === 'human' && verdict.answerable ? {} : { automatic: verdict }),
    ...(message.defects.length > 0 ? { defects: message.defects } : {}),
    ...(idReused ? { flag: 'the project knows this Message-ID with other content' } : {}),
  }
}

function sendersOf({ author, answerTo }: Message): string[] {
  const addresses = [author, answerTo].filter(mailbox => mailbox !== null)
  return [...new Set(addresses.map(({ address }) => address.toLowerCase()))]
}

/** Reports bring back mails of ours: nobody wants their files. */
async function store(desk: InboundDesk, message: Message, { kind }: Arrival['verdict']): Promise<Files> {
  if (message.attachments.length === 0 || kind === 'report') return { stored: [], dropped: [] }
  return storeFiles(desk.storage, message.attachments, desk.config.limits.attachments_per_mail)
}
