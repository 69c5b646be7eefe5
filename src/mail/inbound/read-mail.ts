// What does the accepted mail say? Small ones are read here, big ones and those that a crash left behind in a thread.
import { sql } from 'kysely'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import { type Message, ParseFailure, parseMessage } from '#mail/message'
import { limits } from './limits.ts'
import { type InboxRow, readRaw } from './load.ts'
import { ReadingFailed, readApart } from './read-apart.ts'

/** The mail, or why it cannot be read at all: then it is held. */
export type Read = { message: Message } | { unreadable: string }

/** @throws {ReadingFailed} (rejects) if the thread failed and the mail is to be tried again */
export async function readMail(db: Db, row: InboxRow): Promise<Read> {
  try {
    if (row.size <= limits.smallBytes && row.readings === 0) return { message: await parseMessage(row.head) }
    return await readCarefully(db, row)
  } catch (error) {
    if (error instanceof ParseFailure) return { unreadable: error.message }
    throw error
  }
}

/** The reading is counted before it begins: a mail that takes its reader down must not do so for ever (CHECKLIST Z2). */
async function readCarefully(db: Db, row: InboxRow): Promise<Read> {
  if (row.readings >= limits.readings) return { unreadable: `reading it failed ${row.readings} times` }
  await sql`update inbox set readings = readings + 1 where id = ${row.id}`.execute(db)
  const read = await readInThread(db, row)
  await sql`update inbox set readings = 0 where id = ${row.id}`.execute(db)
  return read
}

type Stored = Pick<InboxRow, 'rawMailId' | 'size' | 'head'>

/** @throws {ReadingFailed} (rejects) */
async function readInThread(db: Db, row: Stored): Promise<Read> {
  let head: Buffer = Buffer.alloc(0)
  const answer = await readApart(async () => {
    const raw = await readRaw(db, row)
    head = headerOf(raw)
    return raw
  })
  if ('failure' in answer) return { unreadable: answer.failure }
  const { headers } = await parseMessage(head)
  return { message: { ...answer.parts, headers } }
}

/** Big mails that people wait for, each behind the other: intake never waits for more than one of them. */
let looks: Promise<unknown> = Promise.resolve()
let looking = 0

/**
 * The mail once more, to be looked at: what came of it stays as it is.
 * @throws rate_limited if many look at big mails already; unavailable if it cannot be read
 */
export async function readAgain(db: Db, row: Stored): Promise<Message> {
  if (row.size <= limits.smallBytes) return parseMessage(row.head)
  if (looking >= limits.looks) throw new DeskError('rate_limited', 'Many big mails are being read; try again')
  looking++
  const turn = looks.then(() => readInThread(db, row))
  looks = turn.catch(() => {}).then(() => looking--)
  const read = await turn.catch(error => {
    throw error instanceof ReadingFailed ? new DeskError('unavailable', error.message) : error
  })
  if ('unreadable' in read) throw new DeskError('unavailable', read.unreadable)
  return read.message
}

/** A copy of all up to the first blank line, which alone ends a header (RFC 5322 §2.1); the thread takes the rest away. */
function headerOf(raw: Uint8Array): Buffer {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, limits.headerBytes))
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter(at => at !== -1)
  return Buffer.from(ends.length === 0 ? start : start.subarray(0, Math.min(...ends) + 4))
}
