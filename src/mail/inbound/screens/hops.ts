// Has it been through more servers than any honest mail (RFC 5321 §6.3)? Then servers send it in a circle.
import type { Screen } from '../arrival.ts'

export const hops: Screen = ({ message, row }, { config }) => {
  const received = message.headers.raw('received').length
  return received > config.limits.received_lines && !row.released
    ? { reason: 'too_many_hops', evidence: `${received} Received lines` }
    : null
}
