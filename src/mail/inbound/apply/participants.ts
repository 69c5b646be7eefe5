// Who else is to hear of the ticket? Those who had a copy of its first mail, if the project wants it (SPEC §5).
import type { Tx } from '#db'
import { participants } from '#issues'
import { type Mailbox, recipientsOf } from '#mail/message'
import type { Person } from '#users'
import type { Arrival } from '../arrival.ts'

/**
 * To and Cc but for our own addresses and aliases: those must never get their own mail (CASES R-06).
 * @param most participants of a ticket, the requester included
 */
export async function addCopied(
  tx: Tx,
  { message, senders, row, ours, bot: by }: Arrival,
  issueId: number,
  most: number,
): Promise<void> {
  // What servers wrote down: the address by which the mail reached us, an alias of ours, however it is called.
  const aliases = recipientsOf({ ...message, to: [], cc: [] }).map(({ address }) => address.toLowerCase())
  const own = new Set([...ours, ...aliases])
  const all = [...message.to, ...message.cc]
  // If we are named nowhere, then either To is an alias that nobody wrote down, or we had a blind copy, of which nobody
  // in To is to hear.
  const named = all.some(({ address }) => own.has(address.toLowerCase()))
  const known = new Set([...senders, ...own, ...row.recipients.map(address => address.toLowerCase())])
  let room = most - 1
  for (const { address, name } of named ? all : message.cc) {
    if (room <= 0) return
    if (known.has(address.toLowerCase())) continue
    known.add(address.toLowerCase())
    const announce = { silent: true }
    const added = await participants.add(tx, { issueId, address, name, origin: 'cc', by, announce })
    if (added.added) room--
  }
}

/** Somebody who was on a mail of the ticket and answers it takes part from now on (CASES O-01). */
export async function addJoining(tx: Tx, issueId: number, mailbox: Mailbox, by: Person): Promise<void> {
  const { address, name } = mailbox
  await participants.add(tx, { issueId, address, name, origin: 'cc', by, announce: { silent: true } })
}
