// What comes in by a door? The bytes, and what was said about them.
import { limits } from './limits.ts'

/** A mail in memory, or its pieces in order and their sum. */
export type RawMail = Uint8Array | { chunks: AsyncIterable<Uint8Array>; size: number }

export type Envelope = {
  ingress: 'smtp' | 'lmtp' | 'imap' | 'microsoft_graph' | 'http' | 'pipe'
  /** Reverse-path (RFC 5321 §4.1.1.2): '' for `<>`; null where the door knows no envelope. */
  mailFrom: string | null
  /** Empty where the door knows no envelope: then the headers decide (SPEC §3). */
  recipients: readonly string[]
  clientAddress?: string | undefined
  /** What the client called itself (HELO). */
  clientName?: string | undefined
  /** Names the item in a mailbox or spool, so that it is taken once. */
  sourceKey?: string | undefined
  /** Old mail that is brought in: it becomes tickets and notes, but nobody gets mail because of it. */
  quiet?: boolean | undefined
  /** Bytes of the whole mail, of which only the beginning is handed over, since it is larger than is taken. */
  fullSize?: number | undefined
}

/** Text that PostgreSQL keeps: no NUL, no lone surrogate, of bounded length. */
export function storable(text: string, maxLength: number = limits.columnLength): string {
  return text.replaceAll('\0', '').slice(0, maxLength).toWellFormed()
}
