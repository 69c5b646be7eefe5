// Is this the mail by which a project's own address is verified, come back as it should? It becomes nothing else.
import type { Screen } from '../arrival.ts'

export const verification: Screen = ({ verification: found }) =>
  found === null ? null : { reason: 'custom_email_verification', evidence: found.address }
