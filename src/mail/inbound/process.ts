// What becomes of an accepted mail? It is read, made ready, and decided in its project's turn (DESIGN §2).
import { transaction } from '#db'
import { automaticVerdict, type Mailbox, type Message, parseReport } from '#mail/message'
import { supportBot } from '#users'
import { addressByHeaders } from './address-by-headers.ts'
import { findRecipient } from './addresses.ts'
import { type Files, storeFiles } from './apply/files.ts'
import type { Arrival } from './arrival.ts'
import { countToProject } from './claim.ts'
import { findVerification, isOwnAddress, recipientsByOwnAddress } from './custom-email.ts'
import type { ReadyMail } from './decide.ts'
import type { InboundDesk } from './desk.ts'
import { noteFailure } from './failure.ts'
import { decideInTurn } from './lanes.ts'
import { type InboxRow, loadPending } from './load.ts'
import { outcomeOf } from './outcome.ts'
import { readMail } from './read-mail.ts'
import { senderOf } from './sender.ts'
import { addressesOf, settle } from './settle.ts'
import { spamOf } from './spam.ts'
import { templateFor } from './template.ts'

/**
 * The job `inbound.process`. Doing it twice, at once or after a crash, changes nothing the second time: whoever locks
 * the row first settles it, in the same transaction in which the ticket or note comes to be.
 * @throws what failed, so that the job is tried again; after `limits.tries` the mail has the ending `failed` instead
 */
export async function process(desk: InboundDesk, { inboxId }: { inboxId: number }): Promise<void> {
  try {
    const row = await loadPending(desk.db, inboxId)
    if (row === null) return
    const read = await readMail(desk.db, row)
    if ('unreadable' in read) return await hold(desk, row, read.unreadable)
    const ready = await makeReady(desk, row, read.message)
    if (ready !== null) await decideInTurn(desk, ready)
  } catch (error) {
    await noteFailure(desk, inboxId, error)
  }
}

/** Whatever can be asked before is asked now: a transaction that waits for a second connection may wait for ever. */
async function makeReady(desk: InboundDesk, given: InboxRow, message: Message): Promise<ReadyMail | null> {
  const row = given.project === null ? await addressByHeaders(desk, given, message) : given
  if (row === null) return null
  const verdict = automaticVerdict(message, row.mailFrom)
  const ours = await findOurs(desk, row, message)
  const most = desk.config.limits.mails_per_project_and_hour
  const sender = await senderOf(desk, row, message)
  return {
    row,
    bot: await supportBot(desk.db),
    verdict,
    template: await templateFor(desk, row),
    sender,
    spam: await spamOf(desk, row, message, { verdict, sender }),
    report: verdict.kind === 'report' ? parseReport(message, row.mailFrom) : null,
    verification: await findVerification(desk, row, message),
    recipients: [
      ...(await recipientsByOwnAddress(desk, row, message)),
      ...(await Promise.all(row.recipients.map(address => findRecipient(desk, address)))),
    ],
    senders: sendersOf(message).filter(address => !ours.has(address)),
    answerTo: [message.answerTo, message.author].find(box => box !== null && !isIn(ours, box)) ?? null,
    ours,
    files: await store(desk, message, verdict),
    toProject: row.project === null ? 0 : await countToProject(desk.db, row.project.id, most),
    // The bytes of files are on disk now; held any longer they would only cost memory.
    message: { ...message, attachments: [] },
  }
}

async function hold({ db }: InboundDesk, row: InboxRow, unreadable: string): Promise<void> {
  const { ending } = outcomeOf('unreadable')
  const why = { rule: 'reading', evidence: unreadable }
  const settlement = { ending, reason: 'unreadable', why } as const
  await transaction(db, tx => settle(tx, [{ row, message: null, settlement, people: [] }]))
}

const isIn = (ours: ReadonlySet<string>, { address }: Mailbox) => ours.has(address.toLowerCase())

/** No query for foreign addresses, and none for those looked up a moment ago. */
async function findOurs(desk: InboundDesk, row: InboxRow, message: Message): Promise<Set<string>> {
  const ours = new Set<string>()
  for (const address of addressesOf(message)) {
    const recipient = await findRecipient(desk, address, { custom: false })
    if (recipient.kind !== 'unknown' || recipient.ours || isOwnAddress(row, address)) ours.add(address)
  }
  return ours
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
