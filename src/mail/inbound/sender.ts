// How sure is it who wrote this mail? Asked once, before it is decided.
import type { Message } from '#mail/message'
import { judgeSender, nobodyKnows, type Relays, relaysOf, type SenderVerdict } from '#mail/senders'
import type { InboundDesk } from './desk.ts'
import { type InboxRow, rawPieces } from './load.ts'

const known = new WeakMap<object, Relays>()

/** Once for each configuration, which does not change. */
export function relaysIn(config: InboundDesk['config']): Relays {
  const relays = known.get(config) ?? relaysOf(config.trusted_relays ?? [])
  known.set(config, relays)
  return relays
}

/** Old mail that was brought in is not judged: keys and records of its time are gone. */
export async function senderOf(desk: InboundDesk, row: InboxRow, message: Message): Promise<SenderVerdict> {
  if (row.quiet) return nobodyKnows
  return judgeSender(
    {
      message,
      client: { address: row.clientAddress, name: row.clientName, mailFrom: row.mailFrom },
      relays: relaysIn(desk.config),
      raw: () => rawPieces(desk.db, row.rawMailId),
    },
    desk.resolveDns,
  )
}
