// Is the mail larger than we take? Doors that know sizes refuse it before; others bring it all the same.
import type { Screen } from '../arrival.ts'

export const size: Screen = ({ row }, { config }) => {
  const bytes = row.fullSize ?? row.size
  // What is not all here becomes no ticket, whoever lets it through.
  const refused = row.fullSize !== null || (row.size > config.limits.mail_bytes && !row.released)
  return refused
    ? { reason: 'too_large', evidence: `${bytes} bytes; ${config.limits.mail_bytes} are taken` }
    : null
}
