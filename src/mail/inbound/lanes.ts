// In which order are mails decided? Those of one project one after the other, several new ones in one transaction.
import { type Db, transaction } from '#db'
import { peers } from '#kernel'
import { receiptKey } from './claim.ts'
import { decide, type ReadyMail } from './decide.ts'
import type { InboundDesk } from './desk.ts'
import { limits } from './limits.ts'

type Waiting = { mail: ReadyMail } & PromiseWithResolvers<void>

/** Of each database, by project; 0 stands for mails that are nobody's. */
const lanesOf = new WeakMap<Db, Map<number, Waiting[]>>()

/**
 * Resolves when the mail is settled. Within a lane a brake sees what came just before, a reply what it answers, and no
 * transaction waits for another's iid (`project_counters`); a flood or a stuck row holds up its own project only.
 */
export function decideInTurn(desk: InboundDesk, mail: ReadyMail): Promise<void> {
  const lanes = lanesOf.get(desk.db) ?? new Map<number, Waiting[]>()
  lanesOf.set(desk.db, lanes)
  const project = mail.row.project?.id ?? 0
  const waiting: Waiting = { mail, ...Promise.withResolvers<void>() }
  const lane = lanes.get(project)
  if (lane !== undefined) lane.push(waiting)
  else {
    const opened = [waiting]
    lanes.set(project, opened)
    // The lane goes in the same moment in which it is found empty, or a mail could be left in it.
    void work(desk, opened, () => lanes.delete(project))
  }
  return waiting.promise
}

async function work(desk: InboundDesk, lane: Waiting[], close: () => void): Promise<void> {
  for (let count = takeTogether(lane); count > 0; count = takeTogether(lane)) {
    const batch = lane.slice(0, count)
    await decideBatch(desk, batch)
    lane.splice(0, count)
  }
  close()
}

/** How many of the first can share a transaction: plain ones, no sender and no mail twice, for the brakes' sake. */
function takeTogether(lane: readonly Waiting[]): number {
  const seen = new Set<string>()
  let count = 0
  for (const { mail } of lane.slice(0, limits.decidedTogether)) {
    const keys = [...mail.senders.map(peers.mailboxOf), receiptKey(mail.message)]
    if (count > 0 && (!isPlain(mail) || keys.some(key => seen.has(key)))) break
    for (const key of keys) seen.add(key)
    count++
    if (!isPlain(mail)) break
  }
  return count
}

/** A new mail without files, to a project alone: it touches nothing that another mail of the batch may have made. */
function isPlain({ row, message, files, recipients }: ReadyMail): boolean {
  return (
    row.siblings === 0 &&
    message.inReplyTo.length === 0 &&
    message.references.length === 0 &&
    files.stored.length === 0 &&
    recipients.every(({ kind }) => kind === 'project')
  )
}

/** One bad mail must not spoil the others: if they fail together, each is tried alone. */
async function decideBatch(desk: InboundDesk, batch: readonly Waiting[]): Promise<void> {
  const mails = batch.map(({ mail }) => mail)
  try {
    await transaction(desk.db, tx => decide(tx, desk, mails))
    for (const { resolve } of batch) resolve()
  } catch (error) {
    if (batch.length === 1) batch[0]?.reject(error)
    else for (const waiting of batch) await decideBatch(desk, [waiting])
  }
}
