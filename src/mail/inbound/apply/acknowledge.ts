// May the desk thank for this mail? If not, the log says why.
import { isFromAnotherDesk } from '#mail/outbound'
import { isDisowned } from '#mail/senders'
import type { Arrival } from '../arrival.ts'
import type { InboundDesk } from '../desk.ts'

/** Signs of a machine that are named; a list post bears ten. */
const named = 3

/** @returns null: a person wrote it, from an address that can be answered (RFC 3834 §2) */
export function whyUnacknowledged(
  desk: InboundDesk,
  { row, verdict, message, answerTo, sender }: Arrival,
): string | null {
  // Another desk's mail would thank us back (CHECKLIST L11).
  if (isFromAnotherDesk(desk, message)) return 'another desk sent it'
  if (!verdict.answerable) return `signs of a machine: ${verdict.signs.slice(0, named).join('; ')}`
  // A person let it through; the thanks would still go to somebody who may have written nothing (CHECKLIST S10).
  if (isDisowned(sender)) return 'the domain of the sender disowns it'
  if (answerTo === null) return 'no address to which an answer could go'
  return row.quiet ? 'brought in from before' : null
}
