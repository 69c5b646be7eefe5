// What does a recipient address say, before anybody asks the database?
import type { AddressPattern, MailAddresses } from './patterns.ts'

/** What one mailbox reads in an address. An address may fit both mailboxes, and a path may look like a suffix. */
export type Reading =
  | { form: 'reply' | 'unsubscribe'; key: string }
  | { form: 'generated'; id: number; slug: string; pattern: AddressPattern }
  | { form: 'suffix'; slug: string; suffix: string }
  | { form: 'legacy'; path: string }

/** `email` is perhaps a project's own address: the one given, without plus sign and what follows it. */
export type CustomReading =
  | { form: 'custom' | 'verification'; email: string }
  | { form: 'custom-reply' | 'custom-unsubscribe'; email: string; key: string }

export type Parsed = {
  /** The first that leads somewhere counts. */
  readings: Reading[]
  /** Whether the address belongs to one of the desk's mailboxes at all. */
  ours: boolean
  /** For an address that is none of a mailbox's; null: it cannot be mailed to. */
  custom: CustomReading | null
}

/** GitLab's: `support+verify@example.com` gets the mail that tries whether `support@example.com` is forwarded here. */
export const verificationTag = 'verify'
/** Projects' own addresses are ASCII (custom-email/check.ts): for what cannot be one, nobody is asked. */
const mailable = /^[!-?A-~]{1,100}@[!-?A-~]{1,255}$/
const replyKey = /^([0-9a-f]{32})(-unsubscribe)?$/
/** Ids of more digits would not be safe integers; a leading zero is nobody's id. */
const generated = /^([a-z0-9-]*)-([1-9]\d{0,14})-issue-$/
const suffixed = /^([a-z0-9-]*)-([a-z0-9_]+)$/
const fullPath = /^[a-z0-9_.][a-z0-9_.-]*(?:\/[a-z0-9_.][a-z0-9_.-]*)+$/

/** Reads `address`, which may come with a display name and in angle brackets, in any case. */
export function parseAddress({ incoming, serviceDesk }: MailAddresses, address: string): Parsed {
  const { local, host } = split(address)
  const mailboxes = [serviceDesk, incoming].filter(pattern => pattern?.host.toLowerCase() === host)
  const parsed: Parsed = { readings: [], ours: false, custom: null }
  for (const pattern of mailboxes) {
    if (pattern === null) continue
    const key = keyIn(pattern, local)
    parsed.ours ||= key !== null || local === bareLocalPart(pattern)
    if (key !== null) parsed.readings.push(...readKey(key, pattern, pattern === serviceDesk))
  }
  if (!parsed.ours && mailable.test(`${local}@${host}`)) parsed.custom = readCustom(local, host)
  return parsed
}

/** Before the plus sign stands a project's own address, behind it what the mail is: one of a project's has no other plus. */
function readCustom(local: string, host: string): CustomReading {
  const [base = '', ...rest] = local.split('+')
  const tag = rest.join('+')
  const email = `${base}@${host}`
  const [, key, unsubscribe] = replyKey.exec(tag) ?? []
  if (key !== undefined) return { form: unsubscribe ? 'custom-unsubscribe' : 'custom-reply', email, key }
  return { form: tag === verificationTag ? 'verification' : 'custom', email }
}

function split(address: string): { local: string; host: string } {
  const bare = (/<([^<>]*)>[^<>]*$/.exec(address)?.[1] ?? address)
    .trim()
    .toLowerCase()
    // Mail programs that follow a `mailto:` link without reading its escapes (RFC 6068 §2) write so.
    .replaceAll('%2b', '+')
  const at = bare.lastIndexOf('@')
  return { local: bare.slice(0, Math.max(0, at)), host: bare.slice(at + 1).replace(/\.$/, '') }
}

/** null: the address does not have the pattern's form, or the pattern has no key. */
function keyIn({ before, after, keyed }: AddressPattern, local: string): string | null {
  const [start, end] = [before.toLowerCase(), after.toLowerCase()]
  if (!keyed || local.length <= start.length + end.length) return null
  return local.startsWith(start) && local.endsWith(end)
    ? local.slice(start.length, local.length - end.length)
    : null
}

/** The mailbox itself, to which no key leads: `incoming@` of `incoming+%{key}@`. */
function bareLocalPart({ before, after }: AddressPattern): string {
  return (before.replace(/[+_.=-]$/, '') + after).toLowerCase()
}

function readKey(key: string, pattern: AddressPattern, onServiceDesk: boolean): Reading[] {
  const readings: Reading[] = []
  const [, hex, unsubscribe] = replyKey.exec(key) ?? []
  if (hex !== undefined) return [{ form: unsubscribe ? 'unsubscribe' : 'reply', key: hex }]
  const [, slug, id] = generated.exec(key) ?? []
  if (slug !== undefined && id !== undefined)
    readings.push({ form: 'generated', slug, id: Number(id), pattern })
  const [, before, suffix] = suffixed.exec(key) ?? []
  if (onServiceDesk && before !== undefined && suffix !== undefined)
    readings.push({ form: 'suffix', slug: before, suffix })
  if (!onServiceDesk && fullPath.test(key)) readings.push({ form: 'legacy', path: key })
  return readings
}
