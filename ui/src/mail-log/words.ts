// How are sizes and ways of mail said?
import type { InboxMail } from '../api/types.ts'

const kilo = 1000

/** `471 B`, `12 kB`, `3.4 MB`. */
export function bytes(count: number): string {
  if (count < kilo) return `${count} B`
  if (count < kilo * kilo) return `${Math.round(count / kilo)} kB`
  return `${(count / kilo / kilo).toFixed(1)} MB`
}

export const ingressNames: Record<InboxMail['ingress'], string> = {
  smtp: 'SMTP',
  lmtp: 'LMTP',
  imap: 'IMAP',
  microsoft_graph: 'Microsoft Graph',
  http: 'HTTP (mail_room)',
  pipe: 'pipe',
}
