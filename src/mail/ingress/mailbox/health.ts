// How is each mailbox that the desk reads, judged by what its reader wrote down?
import { sql } from 'kysely'
import type { Db } from '#db'
import { accountOf, type BoxName, type BoxSettings, boxNames, isFetched } from './box.ts'

/** A row of mailbox_states. */
export type ReaderState = {
  name: BoxName
  account: string
  state: 'connecting' | 'connected' | 'failing'
  since: Date
  seen_at: Date | null
  last_error: string | null
  last_error_at: Date | null
  last_item: string | null
  waiting: number
  oldest_waiting_at: Date | null
  idle: boolean | null
  node: string
  alerted_at: Date | null
  failing_since: Date | null
  webhook_told: boolean
}

type Leftover = {
  item: string
  reason: string
  attempts: number
  first_failed_at: Date
  /** Null: given up. */
  next_attempt_at: Date | null
}

/** Why a mailbox cannot be said to work, and since when. */
export type Trouble = { since: Date; says: string }

export type Health = {
  /** Null: its reader has not begun yet. */
  reader: ReaderState | null
  trouble: Trouble | null
  leftovers: { count: number; latest: Leftover[] }
}

type Boxes = { [Box in BoxName]?: BoxSettings | undefined }

/** Intervals without a word after which a reader is taken for dead, and seconds beside them for one slow answer. */
const silentIntervals = 3
const slowSeconds = 120
const shownLeftovers = 5

/** Of the mailboxes that are fetched; the others are not in it. */
export async function readHealth(db: Db, config: Boxes, now: Date): Promise<Map<BoxName, Health>> {
  const boxes = boxNames.flatMap(name => {
    const box = config[name]
    return isFetched(box) ? [{ name, box, account: accountOf(box) }] : []
  })
  if (boxes.length === 0) return new Map()
  const { rows: states } = await sql<ReaderState>`select * from mailbox_states`.execute(db)
  const leftovers = await readLeftovers(
    db,
    boxes.map(({ account }) => account),
  )
  return new Map(
    boxes.map(({ name, box, account }) => {
      // What another account had written under this name says nothing of this one.
      const reader = states.find(state => state.name === name && state.account === account) ?? null
      const ofBox = leftovers.filter(row => row.account === account)
      const latest = ofBox.map(({ account: _, count: __, ...leftover }) => leftover)
      const health = {
        reader,
        trouble: reader && findTrouble(reader, box, now),
        leftovers: { count: ofBox[0]?.count ?? 0, latest },
      }
      return [name, health]
    }),
  )
}

type LeftoverRow = Leftover & { account: string; count: number }

async function readLeftovers(db: Db, accounts: readonly string[]): Promise<LeftoverRow[]> {
  const { rows } = await sql<LeftoverRow>`
    select account, item, reason, attempts, first_failed_at, next_attempt_at, count from (
      select *, count(*) over (partition by account) as count,
        row_number() over (partition by account order by first_failed_at desc, item) as place
      from mailbox_leftovers where account = any (${accounts}::text[])) latest
    where place <= ${shownLeftovers} order by account, place`.execute(db)
  return rows
}

/** Where its mail lies, in words. */
export function placeOf(box: BoxSettings): string {
  const host = box.inbox_method === 'imap' ? box.host : 'Microsoft Graph'
  return `${box.mailbox.toLowerCase() === 'inbox' ? 'INBOX' : box.mailbox} of ${box.user} at ${host}`
}

/** A reader that says nothing for several rounds hangs, or its process is gone: what it said last is no longer true. */
export function findTrouble(reader: ReaderState, box: BoxSettings, now: Date): Trouble | null {
  const { state, since, seen_at: seenAt, last_error: error } = reader
  if (state === 'failing') return { since, says: error ?? 'it gave no reason' }
  const heard = state === 'connected' ? (seenAt ?? since) : since
  const silence = now.getTime() - heard.getTime()
  if (silence <= patienceMs(box)) return null
  const says = `its reader on ${reader.node} has not been heard of since ${heard.toISOString()}`
  return { since: heard, says }
}

function patienceMs(box: BoxSettings): number {
  const interval =
    box.inbox_method === 'imap' ? box.idle_timeout : (box.inbox_options?.poll_interval ?? box.idle_timeout)
  return (interval * silentIntervals + slowSeconds) * 1000
}
