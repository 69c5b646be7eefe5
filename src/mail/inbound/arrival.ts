// What do screens and routes look at? One mail on its way to one project, with all that is known of it.
import type { Db } from '#db'
import type { AutomaticVerdict, Mailbox, Message, Report } from '#mail/message'
import type { SenderVerdict } from '#mail/senders'
import type { SpamVerdict } from '#mail/spam'
import type { Person } from '#users'
import type { Recipient } from './addresses.ts'
import type { Counts } from './claim.ts'
import type { Verification } from './custom-email.ts'
import type { InboundDesk } from './desk.ts'
import type { InboxRow } from './load.ts'
import type { Reason } from './outcome.ts'
import type { TicketTemplate } from './template.ts'

export type Arrival = {
  row: InboxRow
  /** The Support Bot, who writes what comes by mail. */
  bot: Person
  message: Message
  verdict: AutomaticVerdict
  /** What the project puts below a new ticket; null: nothing. */
  template: TicketTemplate | null
  /** How sure it is that the author wrote it. */
  sender: SenderVerdict
  /** What the checkers for spam say; null: nobody was asked. */
  spam: SpamVerdict | null
  /** What it reports, if it is a report about a mail. */
  report: Report | null
  /** It verifies a project's own address. */
  verification: Verification | null
  /** What each recipient of the row means, and before them what the project's own address in the header does. */
  recipients: readonly Recipient[]
  /** Under which the sender may be known: who wrote, and where answers go. Lower case, empty if there is no usable one. */
  senders: readonly string[]
  /** Where answers go: an address that can be answered and is none of ours. */
  answerTo: Mailbox | null
  /** Addresses of the mail that are ours, in lower case: they never take part, and prove nothing. */
  ours: ReadonlySet<string>
  counts: Counts
}

/** Why a mail goes no further. */
export type Objection = { reason: Reason; evidence: string }

/** Who writes a note by mail, as far as that gives rights. */
export type Writer =
  /** Answers a notification that went to this member. */
  | { kind: 'member'; person: Person }
  /** Takes part. */
  | { kind: 'known' }
  /** Was on a mail of the ticket and takes part from now on. */
  | { kind: 'joining' }
  | { kind: 'stranger' }

export type Decision = { rule: string; evidence: string } & (
  | { kind: 'ticket' }
  | { kind: 'note'; issueId: number; writer: Writer; internal: boolean; answeredAt: string | null }
  | { kind: 'unsubscribe'; key: string }
  | { kind: 'end'; reason: Reason }
)

/** A rule that would have applied, and why it did not: shown to the team. */
export type Passed = { kind: 'passed'; rule: string; evidence: string }

/** Reads and decides, never writes. */
export type Route = (arrival: Arrival, db: Db) => Promise<Decision | Passed | null>

export type ScreenDesk = Pick<InboundDesk, 'identity'> & { config: Pick<InboundDesk['config'], 'limits'> }
/** Reads and judges, never writes. */
export type Screen = (arrival: Arrival, desk: ScreenDesk) => Objection | null
