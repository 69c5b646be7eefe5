// What is asked of a reader of mailboxes, and what is it given? The same for IMAP and Microsoft Graph.
import type pg from 'pg'
import type { ReceiveDesk } from '#mail/inbound'
import type { BoxName, BoxSettings } from './box.ts'

export type MailboxDesk = ReceiveDesk & {
  pool: pg.Pool
  config: { [Box in BoxName]?: BoxSettings | undefined }
}

/** A mail of the mailbox, about to be taken. */
export type Item = {
  /** Names it within the account: `UIDVALIDITY:UID`, or the immutable id of Microsoft Graph. */
  id: string
  /** In memory, or read once, as it comes. */
  bytes: Uint8Array | AsyncIterable<Uint8Array>
  /** What the server says of its size, if it does; the bytes decide. */
  size?: number | undefined
}

export type Taken = {
  inboxIds: number[]
  /** The mail is larger than the desk takes: only its beginning is kept, and its sender is told. */
  tooLarge: boolean
}

export type ReaderContext = {
  desk: MailboxDesk
  name: BoxName
  box: BoxSettings & { user: string }
  /** accountOf(box) */
  account: string
  /** Aborted when the desk stops or another process took over: nothing may be taken or acknowledged from then on. */
  signal: AbortSignal
  /**
   * Takes a mail in: when it resolves, it is committed, and may be acknowledged to the server; an item that was taken
   * before is found by its id and taken no second time.
   * @throws what the database throws (then nothing was taken: end the reader, it is started again), or what `bytes` throws
   */
  take(item: Item): Promise<Taken>
  /** The mailbox is open, and new mail will be noticed. `idle`: the server tells by itself (IMAP's IDLE). */
  connected(facts: { idle: boolean }): void
  /** What lies in the mailbox and is still to be taken; also the sign that the server has answered. */
  progress(facts: { waiting: number; oldestWaitingAt: Date | null }): void
}

/**
 * Reads until `signal` is aborted, and then resolves. Whatever else ends it is thrown, in a sentence for administrators:
 * the keeper writes it down and starts the reader anew after a while.
 */
export type Reader = (context: ReaderContext) => Promise<void>

/** What a look at a mailbox shows without touching it: for the "Test" button and the doctor. */
type Probe = {
  /** What the server calls the folder. */
  folder: string
  unread: number
  /** Mails in the folder. */
  total: number
  /** IMAP only. */
  uidNext?: number | undefined
  uidValidity?: string | undefined
  /** IMAP: whether the server tells of new mail by itself. */
  idle?: boolean | undefined
  /** What would keep the reader from doing as it is told, e.g. a folder that is read-only; in sentences. */
  warnings: string[]
}

/** @throws Error in a sentence: cannot be reached, refuses the sign-in, has no such folder */
export type ProbeMailbox = (box: BoxSettings & { user: string }, signal: AbortSignal) => Promise<Probe>

export type ImportCounts = {
  /** Mails in the folder that were asked for. */
  found: number
  /** Of these looked at so far. */
  done: number
  /** Of these taken now; the others had been taken before, or are gone. */
  taken: number
  /** The server did not give them. */
  failed: number
}

export type ImportMailbox = (input: {
  desk: MailboxDesk
  box: BoxSettings & { user: string }
  account: string
  /** Mails that came on that day or later; null: all. */
  since: Date | null
  signal: AbortSignal
  take: ReaderContext['take']
  onProgress(counts: ImportCounts): void
}) => Promise<ImportCounts>
