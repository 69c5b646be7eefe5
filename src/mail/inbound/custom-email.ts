// What has a mail to do with the address of its own that a project may have? Its answers, and the mail that verifies it.
import { type Message, recipientsOf } from '#mail/message'
import { findRecipient, projectOf, type Recipient, refusalOf } from './addresses.ts'
import type { InboundDesk } from './desk.ts'
import type { InboxRow } from './load.ts'

/** The mail by which an address is verified came back. */
export type Verification = {
  projectId: number
  address: string
  /** Whether it came by an address of the project. */
  toProject: boolean
}

/** `support@example.com` of `support+anything@example.com`, in lower case. */
function withoutTag(address: string): string {
  const lower = address.toLowerCase()
  const at = lower.lastIndexOf('@')
  const [base = ''] = lower.slice(0, Math.max(0, at)).split('+')
  return base + lower.slice(at)
}

/** Only in mail to the project itself: an address that a stranger entered in his project stays a customer's elsewhere. */
export function isOwnAddress({ project }: InboxRow, address: string): boolean {
  return project?.customEmail != null && withoutTag(address) === project.customEmail
}

/**
 * Answers to the own address come by way of its mailbox, which forwards them to the project's address: what they
 * answer stands in their header alone. Only a key of the project counts, since headers never lead a mail elsewhere
 * (CHECKLIST R10).
 */
export async function recipientsByOwnAddress(
  desk: InboundDesk,
  row: InboxRow,
  message: Message,
): Promise<Recipient[]> {
  if (row.project?.customEmail == null) return []
  const named = recipientsOf(message).filter(({ address }) => isOwnAddress(row, address))
  const found = await Promise.all(named.map(({ address }) => findRecipient(desk, address)))
  return found.filter(
    recipient =>
      (recipient.kind === 'reply' || recipient.kind === 'unsubscribe') &&
      projectOf(recipient) === row.project?.id &&
      refusalOf(recipient) === null,
  )
}

/** Whether the address may be one of those to which verifications are mailed, before anybody is asked. */
const mayVerify = /(?:\+|%2b)verify@/i

export async function findVerification(
  desk: InboundDesk,
  row: InboxRow,
  message: Message,
): Promise<Verification | null> {
  if (!row.ownAddresses) return null
  const named = [...row.recipients, ...recipientsOf(message).map(({ address }) => address)]
  for (const address of new Set(named.filter(name => mayVerify.test(name)))) {
    const recipient = await findRecipient(desk, address)
    if (recipient.kind !== 'verification') continue
    const { projectId } = recipient
    return { projectId, address, toProject: await cameTo(projectId, desk, row, message) }
  }
  return null
}

/** An envelope says it; headers without one may say that it came by another project's address. */
async function cameTo(
  projectId: number,
  desk: InboundDesk,
  row: InboxRow,
  message: Message,
): Promise<boolean> {
  if (row.project?.id !== projectId) return false
  if (row.why.addressedBy === undefined) return true
  const named = recipientsOf(message)
  const found = await Promise.all(named.map(({ address }) => findRecipient(desk, address, { custom: false })))
  const projects = found.map(projectOf).filter(id => id !== null)
  return projects.length === 0 || projects.includes(projectId)
}
