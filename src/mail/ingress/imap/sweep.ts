// What is new in the folder? All of it is taken, in order, acknowledged, and then the progress moves on.
import type { ImapFlow, MailboxObject, SearchObject } from 'imapflow'
import { clearLeftover, listLeftovers, noteLeftover } from '../mailbox/leftovers.ts'
import type { ReaderContext } from '../mailbox/reader.ts'
import { acknowledge } from './acknowledge.ts'
import { within } from './connect.ts'
import { type Fact, type Fetched, fetchFacts, fetchGroup, inGroups } from './fetch.ts'
import { limits } from './limits.ts'
import { advance, type Progress } from './progress.ts'
import { asError } from './words.ts'

export type Folder = {
  client: ImapFlow
  context: ReaderContext
  mailbox: MailboxObject
  progress: Progress
  /** A mail broke off the connection before: each is tried as if it were the one. */
  careful: boolean
  /** Said once a connection. */
  warnedOfFlags: boolean
}

/** A day: SINCE knows days only, in whatever time zone (RFC 9051 §6.4.4). */
const dayMs = 24 * 3_600_000

/** Takes whatever has come, and what could not be taken before and is due. @throws what ends the connection */
export async function sweep(folder: Folder): Promise<void> {
  const { context } = folder
  await retryLeftovers(folder)
  for (;;) {
    const uids = await newUids(folder)
    if (uids.length === 0) break
    await takeAll(folder, uids)
    if (context.signal.aborted) return
  }
  await move(folder, folder.progress.leftAloneUntil)
  context.progress({ waiting: 0, oldestWaitingAt: null })
}

/** UIDs of mails that are to be taken, ascending. */
async function newUids({ client, progress }: Folder): Promise<number[]> {
  const found = new Set<number>()
  const add = async (query: SearchObject, from: number, to: number) => {
    const command = client.search({ ...query, deleted: false }, { uid: true })
    const uids = await within(client, command, limits.commandMs)
    if (!Array.isArray(uids)) throw new Error('the server does not search the folder')
    // "n:*" names the last mail even if it is older (RFC 9051 §9, seq-range).
    for (const uid of uids) if (uid >= from && uid <= to) found.add(uid)
  }
  const { lastUid, leftAloneUntil, rebuilt, firstReadAt } = progress
  if (lastUid < leftAloneUntil) {
    const range = `${lastUid + 1}:${leftAloneUntil}`
    await add({ uid: range, seen: false }, lastUid + 1, leftAloneUntil)
    const since = new Date(firstReadAt.getTime() - dayMs)
    if (rebuilt) await add({ uid: range, since }, lastUid + 1, leftAloneUntil)
  }
  const next = Math.max(lastUid, leftAloneUntil) + 1
  await add({ uid: `${next}:*` }, next, Number.POSITIVE_INFINITY)
  return [...found].sort((a, b) => a - b)
}

async function takeAll(folder: Folder, uids: readonly number[]): Promise<void> {
  const { client, context } = folder
  for (let at = 0; at < uids.length && !context.signal.aborted; at += limits.batchMails) {
    const batch = uids.slice(at, at + limits.batchMails)
    const facts = await fetchFacts(client, batch)
    context.progress({ waiting: uids.length - at, oldestWaitingAt: facts[0]?.arrivedAt ?? null })
    if (folder.careful) await oneByOne(folder, facts)
    else for (const group of inGroups(facts)) await takeGroup(folder, group)
    if (context.signal.aborted) return
    // Those that are gone meanwhile need nothing more.
    await move(folder, batch.at(-1) ?? 0)
    // What broke the connection was in the first batch.
    folder.careful = false
  }
}

async function takeGroup(folder: Folder, group: readonly Fact[]): Promise<void> {
  const { client, context } = folder
  const fetched = await fetchGroup(client, group)
  const results = await Promise.allSettled(fetched.map(mail => takeOne(folder, mail)))
  const done = fetched.flatMap(({ uid }, index) => {
    const result = results[index]
    return result?.status === 'fulfilled' && result.value ? [uid] : []
  })
  if (context.signal.aborted) return
  await confirm(folder, done)
  const failed = results.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
}

/** @returns whether it was taken; if not, it is a leftover now */
async function takeOne({ context, mailbox }: Folder, mail: Fetched): Promise<boolean> {
  const { desk, account } = context
  const item = itemOf(mailbox, mail.uid)
  if ('broken' in mail) {
    await noteLeftover(desk.db, account, item, mail.broken)
    return false
  }
  let broken: Error | undefined
  const { uid: _uid, ...given } = mail
  const bytes = given.bytes instanceof Uint8Array ? given.bytes : watched(given.bytes, e => (broken = e))
  try {
    await context.take({ id: item, size: given.size, bytes })
    return true
  } catch (error) {
    // The mail's own fault, not the database's.
    if (broken === undefined || context.signal.aborted) throw error
    await noteLeftover(desk.db, account, item, `it broke off: ${broken.message}`)
    return false
  }
}

async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  onError: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    onError(asError(error))
    throw error
  }
}

/** Each is noted before it is fetched: one that takes the connection down is behind us when we come back. */
async function oneByOne(folder: Folder, facts: readonly Fact[]): Promise<void> {
  const { context, mailbox } = folder
  const { desk, account } = context
  for (const fact of facts) {
    if (context.signal.aborted) return
    const item = itemOf(mailbox, fact.uid)
    await noteLeftover(desk.db, account, item, 'the connection broke while it was fetched')
    await move(folder, fact.uid)
    await takeNoted(folder, fact)
  }
}

async function takeNoted(folder: Folder, fact: Fact): Promise<void> {
  const { client, context, mailbox } = folder
  for (const mail of await fetchGroup(client, [fact])) {
    if (!(await takeOne(folder, mail))) return
    if (context.signal.aborted) return
    await confirm(folder, [fact.uid])
  }
  await clearLeftover(context.desk.db, context.account, itemOf(mailbox, fact.uid))
}

async function retryLeftovers(folder: Folder): Promise<void> {
  const { client, context, mailbox } = folder
  const { desk, account, signal } = context
  for (const item of await listLeftovers(desk.db, account, new Date())) {
    if (signal.aborted) return
    const [validity, uid] = item.split(':').map(Number)
    const [fact] =
      String(validity) === String(mailbox.uidValidity) ? await fetchFacts(client, [uid ?? 0]) : []
    if (fact === undefined) {
      await clearLeftover(desk.db, account, item)
      continue
    }
    await noteLeftover(desk.db, account, item, 'the connection broke while it was fetched again')
    await takeNoted(folder, fact)
  }
}

async function confirm(folder: Folder, uids: readonly number[]): Promise<void> {
  const { client, context } = folder
  const kept = await acknowledge(client, context.box, uids)
  if (kept || folder.warnedOfFlags) return
  folder.warnedOfFlags = true
  context.desk.log.warn(
    { mailbox: context.name },
    'the server keeps no flags in this folder: mails that were taken are not marked there',
  )
}

async function move({ context, mailbox, progress }: Folder, uid: number): Promise<void> {
  if (uid <= progress.lastUid) return
  progress.lastUid = uid
  await advance(context.desk.db, context.account, mailbox.uidValidity, uid)
}

const itemOf = ({ uidValidity }: MailboxObject, uid: number) => `${uidValidity}:${uid}`
