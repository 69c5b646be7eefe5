// Does the domain in From say that it did not send this, and ask to keep it away (DMARC, RFC 7489 §6.3)? A person looks first.
import { inWords, isDisowned } from '#mail/senders'
import type { Screen } from '../arrival.ts'

export const forged: Screen = ({ sender, row }) =>
  isDisowned(sender) && !row.released && !row.quiet
    ? { reason: 'forged_sender', evidence: inWords(sender) }
    : null
