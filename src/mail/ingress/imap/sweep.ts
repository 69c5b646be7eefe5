// What is new in the folder? All of it is taken, in order, acknowledged, and then the progress moves on.
import type { ImapFlow, MailboxObject, SearchObject } from 'imapflow'
import { clearLeftover, listLeftovers, noteLeftover } from '../mailbox/leftovers.ts'
import type { ReaderContext } from '../mailbox/reader.ts'
import { acknowledge } from './acknowledge.ts'
import { within } from './connect.ts'
import {
  type Fact,
  type Fetched,
  fetchFacts,
  fetchGroup,
  inGroups,
  takeFetched,
  unknownFact,
} from './fetch.ts'
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
  /** The server tells of new mail by itself, and has not refused to. */
  idles: boolean
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
    const uids = await within(client, command, limits.silenceMs)
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
    const waiting = uids.length - at
    if (folder.careful) {
      context.progress({ waiting, oldestWaitingAt: null })
      for (const uid of batch) if (!context.signal.aborted) await takeApart(folder, uid)
    } else {
      const facts = await fetchFacts(client, batch)
      context.progress({ waiting, oldestWaitingAt: facts[0]?.arrivedAt ?? null })
      for (const group of inGroups(facts)) if (!context.signal.aborted) await takeGroup(folder, group)
    }
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
async function takeOne({ client, context, mailbox }: Folder, mail: Fetched): Promise<boolean> {
  const item = itemOf(mailbox, mail.uid)
  const broken = await takeFetched(client, mail, item, context)
  if (broken !== undefined) await noteLeftover(context.desk.db, context.account, item, broken)
  return broken === undefined
}

/** If the connection breaks here, it is known by which mail: that one is left behind, and the others come in. */
async function takeApart(folder: Folder, uid: number): Promise<void> {
  const { client, context, mailbox } = folder
  const { desk, account, signal } = context
  const item = itemOf(mailbox, uid)
  try {
    for (const mail of await fetchGroup(client, [unknownFact(uid)])) {
      if (!(await takeOne(folder, mail))) return
      if (signal.aborted) return
      await confirm(folder, [uid])
    }
  } catch (error) {
    if (client.usable || signal.aborted) throw error
    const reason = `the connection broke while it was fetched: ${asError(error).message}`
    await noteLeftover(desk.db, account, item, reason)
    await move(folder, uid)
    throw error
  }
  await clearLeftover(desk.db, account, item)
}

async function retryLeftovers(folder: Folder): Promise<void> {
  const { context, mailbox } = folder
  const { desk, account, signal } = context
  for (const item of await listLeftovers(desk.db, account, new Date())) {
    if (signal.aborted) return
    const [validity, uid] = item.split(':')
    if (validity === String(mailbox.uidValidity)) await takeApart(folder, Number(uid))
    // In a folder that was made anew it is a new mail under another name.
    else await clearLeftover(desk.db, account, item)
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

/** Its name in the mailbox: one number for ever (RFC 9051 §2.3.1.1). */
export const itemOf = ({ uidValidity }: MailboxObject, uid: number) => `${uidValidity}:${uid}`
