// How is a mail accepted? Its bytes, its envelope and the job that works on it are committed together; then it is ours.
import type { Db } from '#db'
import { byProject, findRecipient, forgetAddresses } from './addresses.ts'
import { commitBigMail } from './commit-big-mail.ts'
import { type Accepted, commitMails, type Parcel } from './commit-mails.ts'
import type { ReceiveDesk } from './desk.ts'
import type { Envelope, RawMail } from './envelope.ts'
import { limits } from './limits.ts'

type Waiting = { parcel: Parcel } & PromiseWithResolvers<Accepted[]>
type Queue = { waiting: Waiting[]; committing: boolean }

/** Mails that came while a commit was under way, per database. */
const queues = new WeakMap<Db, Queue>()

/** SQLSTATE foreign_key_violation: the project was deleted since its address was looked up. */
const projectGone = '23503'

/**
 * Accepts a mail: one inbox row for each project among its recipients, one for those that are nobody's. Resolves
 * after the commit; what was already accepted under the same `sourceKey` is returned as it is.
 * @throws whatever the database throws; then nothing was accepted
 */
export async function receive(
  desk: ReceiveDesk,
  raw: RawMail,
  envelope: Envelope,
): Promise<{ accepted: Accepted[] }> {
  try {
    return { accepted: await commit(desk, raw, envelope) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === projectGone)) throw error
    forgetAddresses(desk)
    // What came in pieces is gone; the client sends it again.
    if (!(raw instanceof Uint8Array)) throw error
    return { accepted: await commit(desk, raw, envelope) }
  }
}

async function commit(desk: ReceiveDesk, raw: RawMail, envelope: Envelope): Promise<Accepted[]> {
  const recipients = await Promise.all(envelope.recipients.map(address => findRecipient(desk, address)))
  const groups = byProject(recipients)
  if (groups.size === 0) groups.set(null, [])
  const small = raw instanceof Uint8Array && raw.length <= limits.smallBytes
  return small
    ? commitTogether(desk.db, { raw, envelope, groups })
    : commitBigMail(desk.db, raw, envelope, groups)
}

/** Waits for the commit under way, if there is one, and shares the next: a flush to disk costs more than a mail. */
function commitTogether(db: Db, parcel: Parcel): Promise<Accepted[]> {
  const queue = queues.get(db) ?? { waiting: [], committing: false }
  queues.set(db, queue)
  const waiting: Waiting = { parcel, ...Promise.withResolvers<Accepted[]>() }
  queue.waiting.push(waiting)
  if (!queue.committing) void commitAll(db, queue)
  return waiting.promise
}

async function commitAll(db: Db, queue: Queue): Promise<void> {
  queue.committing = true
  while (queue.waiting.length > 0) await commitBatch(db, nextBatch(queue.waiting))
  queue.committing = false
}

function nextBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0
  let count = 0
  for (const { parcel } of waiting) {
    bytes += parcel.raw.length
    if (count > 0 && (count === limits.batchMails || bytes > limits.batchBytes)) break
    count++
  }
  return waiting.splice(0, count)
}

/** One bad mail must not spoil the others: if they fail together, each is tried alone. */
async function commitBatch(db: Db, batch: readonly Waiting[]): Promise<void> {
  try {
    const accepted = await commitMails(
      db,
      batch.map(waiting => waiting.parcel),
    )
    batch.forEach((waiting, index) => {
      waiting.resolve(accepted[index] ?? [])
    })
  } catch (error) {
    const [only] = batch
    if (batch.length === 1) only?.reject(error)
    else for (const waiting of batch) await commitBatch(db, [waiting])
  }
}
