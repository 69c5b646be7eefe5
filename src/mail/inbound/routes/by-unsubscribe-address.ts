// Does the mail ask for an end of mails (`List-Unsubscribe: <mailto:…>`, RFC 2369 §3.2)? Who sent it does not matter.

import { refusalOf } from '../addresses.ts'
import type { Route } from '../arrival.ts'

const rule = 'unsubscribe address'

export const byUnsubscribeAddress: Route = async ({ recipients }) => {
  for (const recipient of recipients) {
    if (recipient.kind !== 'unsubscribe') continue
    const reason = refusalOf(recipient)
    if (reason !== null) return { kind: 'end', reason, rule, evidence: recipient.address }
    return { kind: 'unsubscribe', key: recipient.key, rule, evidence: recipient.address }
  }
  return null
}
