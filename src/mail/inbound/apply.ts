// How is a decision carried out? The tracker's own verbs write; what is returned settles the row.
import type { Tx } from '#db'
import { subscription } from '#mail/outbound'
import { whyUnacknowledged } from './apply/acknowledge.ts'
import { addMailedNote } from './apply/add-note.ts'
import type { Files } from './apply/files.ts'
import { openTicket } from './apply/open-ticket.ts'
import type { Arrival, Decision } from './arrival.ts'
import type { InboundDesk } from './desk.ts'
import { outcomeOf, type Reason } from './outcome.ts'
import { refused } from './refuse.ts'
import type { Settlement } from './settle.ts'

type Input = { arrival: Arrival; decision: Decision; files: Files; why: Record<string, unknown> }

export async function apply(tx: Tx, desk: InboundDesk, input: Input): Promise<Settlement> {
  const { arrival, decision, files } = input
  const why = { ...input.why, rule: decision.rule, evidence: decision.evidence }
  const end = async (reason: Reason, at: Partial<Settlement> = {}): Promise<Settlement> => {
    const { ending } = outcomeOf(reason)
    if (ending === 'refused') return refused(tx, desk, { arrival, decision, reason, why, at })
    return { ending, reason, why, ...at }
  }
  switch (decision.kind) {
    case 'ticket': {
      if (arrival.spam?.verdict === 'spam') return spam(arrival.spam.evidence, input.why)
      const unacknowledged = whyUnacknowledged(desk, arrival)
      const opened = await openTicket(tx, desk, arrival, files)
      return end('new_ticket', { ...opened, ...(unacknowledged && { why: { ...why, unacknowledged } }) })
    }
    case 'note': {
      const { reason, issueId, projectId, noteId } = await addMailedNote(tx, desk, arrival, decision, files)
      // What was not written must not become part of the thread.
      return end(reason, noteId === null ? { projectId } : { issueId, projectId, noteId })
    }
    case 'unsubscribe':
      await subscription.unsubscribe(tx, decision.key)
      return end('unsubscribe')
    case 'end':
      return end(decision.reason)
  }
}

/** Only what would open a ticket: an answer of somebody who takes part is none. */
function spam(evidence: string, why: Record<string, unknown>): Settlement {
  return { ending: outcomeOf('spam').ending, reason: 'spam', why: { ...why, rule: 'spam', evidence } }
}
