// In whose name does a mail go out, and under which address?
import type { Mailbox } from '#mail/message'
import { replyAddress } from '#projects'
import type { Mail } from './claim.ts'
import { mailHost, type OutboundDesk } from './desk.ts'

type SenderDesk = Pick<OutboundDesk, 'addresses' | 'config'>

/** Stands before the `@` where no address is configured from which we could take it. */
const fallbackLocalPart = 'deskbell'

export function senderOf(desk: SenderDesk, mail: Mail): Mailbox {
  return { name: senderName(desk, mail), address: mail.custom?.email ?? senderAddress(desk) }
}

/** The instance's address: `email_from`, else what stands before the key in the address that takes the answers. */
export function senderAddress(desk: SenderDesk): string {
  const { smtp } = desk.config
  if (smtp?.email_from !== undefined) return smtp.email_from
  const key = 'k'.repeat(32)
  const [local = ''] = (replyAddress(desk.addresses, key) ?? '').split('@')
  const base = local.replace(key, '').replace(/[+_.=-]+$/, '')
  return `${base === '' ? fallbackLocalPart : base}@${mailHost(desk)}`
}

/** What a project calls itself in mails that nobody in particular wrote. */
export function deskName({ instanceName, outgoingName }: Mail): string {
  return outgoingName || `${instanceName ?? 'Deskbell'} Support Bot`
}

function senderName({ config }: SenderDesk, mail: Mail): string {
  if (mail.userId !== null) return memberSender(mail) ?? config.smtp?.email_display_name ?? deskName(mail)
  if (mail.kind !== 'new_note' || mail.note === null) return deskName(mail)
  const { note, agentName } = mail
  if (note.externalAuthor !== null) return publicName(note.externalName) ?? 'Another participant'
  if (note.fromBot || agentName === 'desk') return deskName(mail)
  const name = agentName === 'first_name' ? note.authorName.trim().split(/\s+/)[0] : note.authorName
  return publicName(name ?? null) ?? deskName(mail)
}

/** Members see who did it: the writer, the customer, or the one who closed. */
function memberSender({ kind, note, issue, actorName }: Mail): string | null {
  if (note !== null) return note.externalAuthor === null ? note.authorName : publicName(note.externalName)
  if (kind === 'member_new_ticket' && issue?.fromBot) return publicName(issue.requesterName)
  return actorName
}

/** A name that is an address would tell it to those who must not learn it. */
export function publicName(name: string | null): string | null {
  return name === null || name.trim() === '' || name.includes('@') ? null : name
}
