// When are the mails of an event written? In the order of the events, several in one transaction.
import { type Db, type Tx, transaction } from '#db'
import { peers } from '#kernel'
import type { OutboundDesk } from './desk.ts'
import { draftsOf } from './drafts.ts'
import { readFacts } from './facts.ts'
import { noteSilences, type Silence, silenceOf } from './silence.ts'
import { type Draft, writeMails } from './write.ts'

type NotifyDesk = Pick<OutboundDesk, 'db' | 'addresses' | 'config' | 'identity' | 'clock'>

const dayMilliseconds = 24 * 3_600_000

/** Events in one transaction; all of them wait for the last. */
const notifiedTogether = 32

type Waiting = { eventId: number } & PromiseWithResolvers<number[]>
type Lane = { waiting: Waiting[]; busy: boolean }
const lanes = new WeakMap<Db, Lane>()

/**
 * The job `event.recorded`: writes the mails that the event causes into the outbox. Run again for the same event it
 * writes none. Events that come while a transaction is under way share the next one. Returns the ids of the new mails.
 */
export function notify(desk: NotifyDesk, { eventId }: { eventId: number }): Promise<number[]> {
  const lane = lanes.get(desk.db) ?? { waiting: [], busy: false }
  lanes.set(desk.db, lane)
  const waiting: Waiting = { eventId, ...Promise.withResolvers<number[]>() }
  lane.waiting.push(waiting)
  if (!lane.busy) void work(desk, lane)
  return waiting.promise
}

async function work(desk: NotifyDesk, lane: Lane): Promise<void> {
  lane.busy = true
  while (lane.waiting.length > 0) {
    const batch = lane.waiting.splice(0, notifiedTogether)
    lane.waiting.unshift(...(await notifyBatch(desk, batch)))
  }
  lane.busy = false
}

/** Returns those that must wait for these. One bad event must not spoil the others: if they fail, each is tried alone. */
async function notifyBatch(desk: NotifyDesk, batch: readonly Waiting[]): Promise<Waiting[]> {
  try {
    const written = await transaction(desk.db, tx => writeTogether(tx, desk, batch))
    for (const { eventId, resolve } of batch) {
      const ids = written.get(eventId)
      if (ids !== undefined) resolve(ids)
    }
    return batch.filter(({ eventId }) => !written.has(eventId))
  } catch (error) {
    if (batch.length === 1) batch[0]?.reject(error)
    else for (const waiting of batch) await notifyBatch(desk, [waiting])
    return []
  }
}

/** The ids of the new mails by event; an event that is missing has to see what these have written. */
async function writeTogether(
  tx: Tx,
  desk: NotifyDesk,
  batch: readonly Waiting[],
): Promise<Map<number, number[]>> {
  const written = new Map(batch.map(({ eventId }) => [eventId, [] as number[]]))
  const drafts: Draft[] = []
  const silences: Silence[] = []
  const touched = new Set<string>()
  for (const facts of await readFacts(tx, [...written.keys()])) {
    const caused = draftsOf(desk, facts)
    // The brakes count what a recipient has got before, and a thread goes on from its last mail.
    const touches = [`${facts.issue.id}`, ...caused.map(({ recipient }) => peers.mailboxOf(recipient))]
    if (touches.some(key => touched.has(key))) {
      written.delete(facts.eventId)
      continue
    }
    for (const key of touches) touched.add(key)
    drafts.push(...caused)
    const silence = silenceOf(facts, caused, desk.config.limits)
    if (silence !== null) silences.push(silence)
  }
  await noteSilences(tx, silences)
  const keysExpireAt = new Date(desk.clock().getTime() + desk.config.limits.reply_key_days * dayMilliseconds)
  const smtpConfigured = desk.config.smtp !== undefined
  for (const { id, eventId } of await writeMails(tx, drafts, { keysExpireAt, smtpConfigured }))
    if (eventId !== null) written.get(eventId)?.push(id)
  return written
}
