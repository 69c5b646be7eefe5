// Is the mail larger than we take? Doors that know sizes refuse it before; others bring it all the same.
import type { Screen } from '../arrival.ts'

export const size: Screen = ({ row }, { config }) =>
  row.size > config.limits.mail_bytes && !row.released
    ? { reason: 'too_large', evidence: `${row.size} bytes; ${config.limits.mail_bytes} are taken` }
    : null
