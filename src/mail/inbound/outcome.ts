// Why did a mail end as it did? The one table of reasons (SPEC §4.3); a sample of each lies in testdata/mail/inbound.

export type Ending =
  | 'ticket_opened'
  | 'note_added'
  | 'unsubscribed'
  | 'report_recorded'
  | 'ignored'
  | 'held'
  | 'refused'
  | 'failed'
  | 'discarded'

export type Outcome = {
  ending: Ending
  /** What the sender is told, in plain words; null: nothing. */
  sentence: string | null
  /** Whether a person may have the mail processed once more and expect something else. */
  mayRetry: boolean
  /** How the protocol says it, where it is known before the mail is accepted: RFC 5321 code, RFC 3463 code. */
  smtp: { code: number; enhanced: string } | null
}

/** One sentence for all of them: whether a project exists is nobody's business outside (CHECKLIST R16). */
const nobodyHere = 'There is no service desk at this address.'

const silent = (ending: Ending, mayRetry = false): Outcome => ({
  ending,
  sentence: null,
  mayRetry,
  smtp: null,
})

const refused = (sentence: string, code: number, enhanced: string): Outcome => ({
  ending: 'refused',
  sentence,
  mayRetry: true,
  smtp: { code, enhanced },
})

export const outcomes = {
  new_ticket: silent('ticket_opened'),
  reply: silent('note_added'),
  /** By a reply key, from somebody who does not take part: internal until the team accepts it. */
  unknown_sender: silent('note_added'),
  /** A vacation notice and its kin, kept with the ticket that it answers. */
  automatic_reply: silent('note_added'),
  unsubscribe: silent('unsubscribed'),
  delivery_report: silent('report_recorded'),

  /** The mail that tries a project's own address came back. */
  custom_email_verification: silent('ignored'),
  own_mail: silent('ignored'),
  duplicate: silent('ignored'),
  automatic: silent('ignored', true),
  /** A report about a mail that is not provably ours changes nothing. */
  foreign_report: silent('ignored'),

  no_such_address: refused(nobodyHere, 550, '5.1.1'),
  service_desk_off: refused(nobodyHere, 550, '5.7.1'),
  not_ours: refused('This server does not take mail for that address.', 554, '5.7.1'),
  unknown_key: refused(
    'The address that you answered to is not known here. Please write to the address that you first wrote to.',
    550,
    '5.1.1',
  ),
  expired_key: refused(
    'The address that you answered to is no longer in use, because the conversation is too old. Please write a new mail to the address that you first wrote to.',
    550,
    '5.2.1',
  ),
  ticket_deleted: refused(
    'The conversation that you answered to has been deleted. Please write a new mail to the address that you first wrote to.',
    550,
    '5.2.1',
  ),
  empty_reply: refused(
    'Your answer holds no text of its own. Please write above or below the quoted mail, not inside its lines, and send it again; an attached file alone is fine too.',
    550,
    '5.6.0',
  ),
  too_large: refused('The mail is larger than this server takes.', 552, '5.3.4'),

  /** The domain in From disowns it (DMARC) and asks to keep it away. */
  forged_sender: silent('held', true),
  spam: silent('held', true),
  too_many_from_sender: silent('held', true),
  too_many_to_project: silent('held', true),
  same_words: silent('held', true),
  too_many_hops: silent('held', true),
  unreadable: silent('held', true),

  failed: silent('failed', true),
  discarded: silent('discarded', true),
} as const satisfies Record<string, Outcome>

export type Reason = keyof typeof outcomes

export const outcomeOf = (reason: Reason): Outcome => outcomes[reason]
