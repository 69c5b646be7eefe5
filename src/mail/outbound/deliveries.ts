// To whom did a note go, when, and did it arrive?
import { sql } from 'kysely'
import type { Db } from '#db'
import { maskAddress } from '#projects'
import type { OutboxState } from './outbox.ts'

export type Delivery = {
  outbox_id: number
  note_id: number
  recipient: string
  state: OutboxState
  /** What a report said after the server had taken the mail. */
  delivery: 'delayed' | 'bounced' | 'complained' | null
  /** Why it did not arrive, or not yet. */
  reason: string | null
  /** When it leaves, or is tried again; null: at once, or settled. */
  send_at: Date | null
  sent_at: Date | null
}

/**
 * The mails to external participants that the notes caused, oldest first. The caller has made sure that the viewer
 * may read the notes.
 * @param masked for viewers below Reporter (SPEC §2)
 */
export async function deliveriesOf(
  db: Db,
  noteIds: readonly number[],
  { masked }: { masked: boolean },
): Promise<Delivery[]> {
  if (noteIds.length === 0) return []
  const { rows } = await sql<Delivery>`
    select id as outbox_id, note_id, recipient, state, delivery, coalesce(delivery_detail, last_error) as reason,
      case when state in ('queued', 'waiting') then next_attempt_at end as send_at, sent_at
    from outbox where note_id = any (${noteIds}::bigint[]) and user_id is null and kind = 'new_note'
    order by id`.execute(db)
  // A server's words may repeat the address, so they are not for those who must not see it.
  return masked ? rows.map(row => ({ ...row, recipient: maskAddress(row.recipient), reason: null })) : rows
}
