// How do nodes tell each other that something happened? NOTIFY in the transaction that made it so, LISTEN elsewhere.
import { sql } from 'kysely'
import type { Tx } from './pool.ts'

/** PostgreSQL refuses 8000 bytes and more: send ids, not texts. */
const maxBytes = 7_999

/**
 * Sent if and when `tx` commits; equal messages of one transaction arrive once.
 * @throws Error if the payload as JSON is over 7,999 bytes
 */
export async function notify(tx: Tx, channel: string, payload: object): Promise<void> {
  const text = JSON.stringify(payload)
  const size = Buffer.byteLength(text)
  if (size > maxBytes)
    throw new Error(`a notification on ${channel} has ${size} bytes; at most ${maxBytes} fit`)
  await sql`select pg_notify(${channel}, ${text})`.execute(tx)
}
