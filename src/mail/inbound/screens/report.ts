// Is this a report about a mail (RFC 3464, 5965, 8098, 7489, 8460)? It never opens or adds.
import type { Screen } from '../arrival.ts'

export const report: Screen = ({ report: found }) => {
  if (found === null) return null
  const of = found.originalMessageId === null ? '' : ` about <${found.originalMessageId}>`
  return { reason: 'delivery_report', evidence: `${found.type} report${of}` }
}
