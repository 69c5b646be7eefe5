// Else: may this mail open a ticket in the project that it is addressed to? (SPEC §4.5, rule 4)
import { refusalOf } from '../addresses.ts'
import type { Arrival, Decision, Route } from '../arrival.ts'

const rule = 'address'

export const byAddress: Route = async arrival => {
  const { row, verdict, recipients } = arrival
  const { project } = row
  if (project === null) return nobody(arrival)
  const addressed = recipients.map(recipient => recipient.address).join(', ')
  const end = (reason: Extract<Decision, { kind: 'end' }>['reason'], evidence: string): Decision => ({
    kind: 'end',
    reason,
    rule,
    evidence,
  })
  // Answers of machines belong to a ticket or nowhere (RFC 3834 §4).
  if (verdict.kind === 'auto-reply' || verdict.kind === 'report')
    return end('automatic', verdict.signs.join('; '))
  if (verdict.kind === 'automatic' && project.ignoresAutomatic)
    return end('automatic', `the project ignores automatic mail: ${verdict.signs.join('; ')}`)
  if (!project.open) return end('service_desk_off', `Service Desk is off in ${project.fullPath}`)
  return { kind: 'ticket', rule, evidence: `${addressed} is ${project.fullPath}` }
}

function nobody({ recipients }: Arrival): Decision {
  const reasons = recipients.map(recipient => refusalOf(recipient)).filter(reason => reason !== null)
  const lost = recipients.some(({ kind }) => kind === 'mailbox') ? 'no_such_address' : 'not_ours'
  const reason = reasons.find(found => found !== 'not_ours') ?? lost
  const evidence =
    recipients.map(recipient => recipient.address).join(', ') || 'no address of ours in its headers'
  return { kind: 'end', reason, rule, evidence }
}
