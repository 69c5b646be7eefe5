// Did a server that we trust find the mail to be spam? Its headers say so; that it is none we find out ourselves.
import type { CheckedMail, Opinion } from './mail.ts'

/** Headers of SpamAssassin and its kin, Rspamd, Exchange and FortiMail: the value that means spam. */
const signs: readonly (readonly [field: string, spam: RegExp])[] = [
  ['x-spam-flag', /^\s*yes\b/i],
  ['x-spam-status', /^\s*yes\b/i],
  ['x-spam', /^\s*yes\b/i],
  ['x-rspamd-action', /^\s*(?:reject|add header|rewrite subject)\b/i],
  ['x-spamd-result', /^\s*default:\s*true\b/i],
  // Spam confidence level of Exchange: 5 and more.
  ['x-ms-exchange-organization-scl', /^\s*[5-9]\b/],
  ['x-forefront-antispam-report', /\bSFV:(?:SPM|SKB)\b/],
]

/** @returns null if no header says that it is spam */
export function relayOpinion({ headers }: Pick<CheckedMail, 'headers'>): Opinion | null {
  for (const [field, spam] of signs) {
    // Servers write theirs on top.
    const value = headers.raw(field)[0]
    if (value !== undefined && spam.test(value))
      return { spam: true, evidence: `${field}: ${value.trim().slice(0, 100)}` }
  }
  return null
}
