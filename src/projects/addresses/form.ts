// Under which addresses is a project published?
import { type AddressPattern, addressFor, type MailAddresses } from './patterns.ts'
import { slugOf, withoutEdges } from './slug.ts'

/** RFC 5321 §4.5.3.1.1, in octets; all that we form is ASCII. */
export const maxLocalPart = 64

export type Addressed = {
  id: number
  full_path: string
  project_key?: string | null | undefined
  /** The project's own address, if it is in use. */
  custom_email?: string | null | undefined
}

/** `<slug>-<id>-issue-`; where the local part would be too long, the slug gives way. The id decides, so nothing is lost. */
export function generatedKey(pattern: AddressPattern, id: number, slug: string): string {
  const tail = `-${id}-issue-`
  const room = Math.max(0, maxLocalPart - pattern.before.length - pattern.after.length - tail.length)
  return `${slug.length <= room ? slug : withoutEdges(slug.slice(0, room))}${tail}`
}

/** The generated address on one mailbox; null where that takes replies only. */
export function generatedAddress(pattern: AddressPattern | null, id: number, slug: string): string | null {
  return pattern?.keyed ? addressFor(pattern, generatedKey(pattern, id, slug)) : null
}

/** The address with the suffix that the project chose; null if there is none, or if it could not be mailed to. */
export function suffixAddress(
  pattern: AddressPattern | null,
  slug: string,
  suffix: string | null | undefined,
): string | null {
  if (!pattern?.keyed || !suffix) return null
  const address = addressFor(pattern, `${slug}-${suffix}`)
  return address.lastIndexOf('@') > maxLocalPart ? null : address
}

/** The address shown to people; null if no mailbox takes new tickets. `full_path` must be the present one. */
export function serviceDeskAddress(project: Addressed, addresses: MailAddresses): string | null {
  const slug = slugOf(project.full_path)
  return (
    project.custom_email ??
    suffixAddress(addresses.serviceDesk, slug, project.project_key) ??
    generatedAddress(addresses.serviceDesk, project.id, slug) ??
    generatedAddress(addresses.incoming, project.id, slug)
  )
}

/**
 * Where answers to a mail go; null if no mailbox is configured. A mailbox without key finds the mail by References.
 * @param customEmail the project's own address, if it is in use
 */
export function replyAddress(
  { incoming, serviceDesk }: MailAddresses,
  key: string,
  customEmail?: string,
): string | null {
  if (customEmail !== undefined) return tagged(customEmail, key)
  const pattern = [incoming, serviceDesk].find(candidate => candidate?.keyed) ?? incoming
  return pattern ? addressFor(pattern, key) : null
}

/** Where a mail program sends the wish for no more mails; null if no mailbox could tell whose wish it is. */
export function unsubscribeAddress(
  { incoming, serviceDesk }: MailAddresses,
  key: string,
  customEmail?: string,
): string | null {
  const custom = customEmail === undefined ? null : tagged(customEmail, `${key}-unsubscribe`)
  // A mailbox of the desk takes the wish as well, where the own address has no room for it.
  if (custom !== null && custom.lastIndexOf('@') <= maxLocalPart) return custom
  const pattern = [incoming, serviceDesk].find(candidate => candidate?.keyed)
  return pattern ? addressFor(pattern, `${key}-unsubscribe`) : null
}

/** `support+<tag>@example.com` of a project's own `support@example.com`. */
export function tagged(customEmail: string, tag: string): string {
  const at = customEmail.lastIndexOf('@')
  return `${customEmail.slice(0, at)}+${tag}${customEmail.slice(at)}`
}
