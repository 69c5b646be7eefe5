// How are endings and reasons said to people? The table of reasons is the server's (SPEC §4.3).
import type { InboxMail } from '../../api/types.ts'
import type { Tone } from '../../mail-log/Line.tsx'

type Ending = NonNullable<InboxMail['ending']>

export const endings: Record<Ending | 'pending', { label: string; tone: Tone }> = {
  pending: { label: 'Being worked on', tone: 'quiet' },
  ticket_opened: { label: 'Ticket opened', tone: 'good' },
  note_added: { label: 'Note added', tone: 'good' },
  unsubscribed: { label: 'Unsubscribed', tone: 'quiet' },
  report_recorded: { label: 'Report recorded', tone: 'quiet' },
  ignored: { label: 'Ignored', tone: 'quiet' },
  held: { label: 'Held', tone: 'held' },
  refused: { label: 'Refused', tone: 'bad' },
  failed: { label: 'Failed', tone: 'bad' },
  discarded: { label: 'Discarded', tone: 'quiet' },
}

const reasons: Record<string, string> = {
  new_ticket: 'a first mail to the project’s address',
  reply: 'an answer to a mail of the desk',
  unknown_sender: 'the sender does not take part in the ticket; waits to be accepted there',
  automatic_reply: 'an automatic answer, kept with its ticket',
  unsubscribe: 'the sender wants no more mail about the ticket',
  delivery_report: 'a mail server reports about a mail of the desk',
  custom_email_verification: 'the mail that tries the project’s own address came back',
  own_mail: 'the desk’s own mail came back',
  duplicate: 'the same mail came before',
  automatic: 'written by a machine, and the project ignores those',
  foreign_report: 'a report about a mail that is not provably the desk’s',
  no_such_address: 'no project has this address',
  service_desk_off: 'Service Desk is off in the project',
  not_ours: 'not addressed to this desk',
  unknown_key: 'the reply address is not known',
  expired_key: 'the reply address is too old',
  ticket_deleted: 'the ticket was deleted',
  empty_reply: 'nothing new was written, only quotes',
  too_large: 'larger than the limit',
  spam: 'looks like spam',
  forged_sender: 'the domain of the sender says that it did not send this',
  too_many_from_sender: 'too many mails from this sender in an hour',
  too_many_to_project: 'too many mails to this project in an hour',
  same_words: 'the same words from the same sender, again and again',
  too_many_hops: 'went through too many servers: a loop',
  unreadable: 'cannot be read as a mail',
  failed: 'processing it failed',
  discarded: 'thrown away by a person',
}

/** Held for no fault of the single mail, so that all of a sender are decided together. */
const brakes: readonly string[] = ['too_many_from_sender', 'too_many_to_project', 'same_words']

export const isBraked = ({ ending, reason }: Pick<InboxMail, 'ending' | 'reason'>) =>
  ending === 'held' && reason !== null && brakes.includes(reason)

export const reasonOf = (reason: string | null) =>
  reason === null ? '' : (reasons[reason] ?? reason.replaceAll('_', ' '))

/** The steps that led to the ending, in words: `why` names a rule and its evidence, and rules that were passed. */
export function whyOf(why: InboxMail['why']): string[] {
  const said = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const names: Record<string, string> = {
    rule: 'Rule',
    evidence: 'Evidence',
    addressedBy: 'Project found by',
    told: 'Sender told',
    unacknowledged: 'Not acknowledged',
    sender: 'Sender',
    spam: 'Spam',
    duplicateOf: 'Same as mail',
    handled: 'By a person',
    passed: 'Looked at before',
  }
  return Object.entries(why).map(([name, value]) => `${names[name] ?? name}: ${said(value)}`)
}
