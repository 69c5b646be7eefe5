// How are kinds and states of mails that go out said?
import type { OutboxMail } from '../../api/types.ts'
import type { Tone } from '../../mail-log/Line.tsx'

export const kinds: Record<OutboxMail['kind'], string> = {
  thank_you: 'thank-you',
  new_note: 'note',
  new_participant: 'new participant',
  closed: 'closed',
  reopened: 'reopened',
  refusal: 'refusal',
  member_new_ticket: 'to the team: new ticket',
  member_note: 'to the team: note',
  member_mention: 'to the team: mention',
  member_assigned: 'to the team: assigned',
  member_closed: 'to the team: closed',
  member_reopened: 'to the team: reopened',
  mailbox_alert: 'to administrators: a mailbox',
  custom_email_verification: 'to the team: the project’s own address',
}

const states: Record<OutboxMail['state'], { label: string; tone: Tone; means: string }> = {
  queued: { label: 'Queued', tone: 'quiet', means: 'leaves as soon as its turn has come' },
  waiting: {
    label: 'Not sent',
    tone: 'held',
    means: 'no SMTP server is configured; it waits and nothing is lost',
  },
  sending: { label: 'Sending', tone: 'quiet', means: 'is being handed to the mail server' },
  sent: { label: 'Sent', tone: 'good', means: 'the mail server has taken it' },
  failed: {
    label: 'Failed',
    tone: 'bad',
    means: 'the mail server refused it, or could not be reached for days',
  },
  suppressed: {
    label: 'Suppressed',
    tone: 'held',
    means: 'mail to this address came back before, so none is sent',
  },
  cancelled: { label: 'Cancelled', tone: 'quiet', means: 'what it was about was taken back before it left' },
}
const reported = {
  delayed: { label: 'Delayed', tone: 'held', means: 'a server on the way has it and tries again' },
  bounced: { label: 'Bounced', tone: 'bad', means: 'it came back' },
  complained: { label: 'Complaint', tone: 'bad', means: 'the recipient marked it as unwanted' },
} as const satisfies Record<string, { label: string; tone: Tone; means: string }>

/** What a report said after it was taken counts more than that it was taken. */
export const stateOf = ({ state, delivery }: OutboxMail) =>
  delivery === null ? states[state] : reported[delivery]
