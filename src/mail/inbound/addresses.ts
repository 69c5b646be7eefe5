// Whom does a recipient address mean, and does that one take mail?
import { sql } from 'kysely'
import type { Db } from '#db'
import { normalizeAddress } from '#mail/message'
import { findReplyKey, type ReplyKey } from '#mail/threads'
import { type MailAddresses, resolveAddress } from '#projects'
import type { ReceiveDesk } from './desk.ts'
import { limits } from './limits.ts'
import type { Reason } from './outcome.ts'

export type Recipient =
  /** `custom`: by the project's own address, which anybody may have entered there. */
  | { kind: 'project'; address: string; projectId: number; open: boolean; custom: boolean }
  /** Where the mail arrives by which a project's own address is verified. */
  | { kind: 'verification'; address: string; projectId: number }
  | { kind: 'reply' | 'unsubscribe'; address: string; key: string; found: ReplyKey | null }
  /** A mailbox without key, which takes replies: the headers say to what (SPEC §3). */
  | { kind: 'mailbox'; address: string }
  /** `ours`: of one of our mailboxes; `atHome`: only of a domain that we take mail for. */
  | { kind: 'unknown'; address: string; ours: boolean; atHome: boolean }

type Remembered = { recipient: Recipient; until: number }

/** What was found a moment ago, per database: a client that keeps its session open asks for the same address again and again. */
const memory = new WeakMap<Db, Map<string, Remembered>>()

function memoryOf(db: Db): Map<string, Remembered> {
  const known = memory.get(db) ?? new Map<string, Remembered>()
  memory.set(db, known)
  return known
}

/** Called when what was remembered turned out to be gone. */
export function forgetAddresses({ db }: Pick<ReceiveDesk, 'db'>): void {
  memory.delete(db)
}

/**
 * Only good answers are remembered: what is set up now must work now.
 * @param options.custom false: projects' own addresses do not count, and nobody is asked for foreign ones
 */
export async function findRecipient(
  desk: Pick<ReceiveDesk, 'db' | 'addresses'>,
  address: string,
  options: { custom?: boolean } = {},
): Promise<Recipient> {
  const known = memoryOf(desk.db)
  const key = `${options.custom === false ? '' : 'custom '}${address.toLowerCase()}`
  const hit = known.get(key)
  if (hit !== undefined && hit.until > performance.now()) return { ...hit.recipient, address }
  const recipient = await lookUp(desk, address, options)
  if (refusalOf(recipient) === null) {
    if (known.size >= limits.addresses) known.clear()
    known.set(key, { recipient, until: performance.now() + limits.addressMs })
  }
  return recipient
}

async function lookUp(
  desk: Pick<ReceiveDesk, 'db' | 'addresses'>,
  address: string,
  options: { custom?: boolean },
): Promise<Recipient> {
  const meant = await resolveAddress(desk.db, desk.addresses, address, options)
  if (meant.kind === 'unknown') {
    if (isMailbox(desk.addresses, address)) return { kind: 'mailbox', address }
    return { kind: 'unknown', address, ours: meant.ours, atHome: isAtHome(desk.addresses, address) }
  }
  if (meant.kind === 'project')
    return {
      kind: 'project',
      address,
      projectId: meant.projectId,
      open: await isOpen(desk.db, meant.projectId),
      custom: meant.form === 'custom',
    }
  if (meant.kind === 'verification') return { kind: 'verification', address, projectId: meant.projectId }
  return { kind: meant.kind, address, key: meant.key, found: await findReplyKey(desk.db, meant.key) }
}

function isMailbox({ incoming }: MailAddresses, address: string): boolean {
  if (incoming === null || incoming.keyed) return false
  return normalizeAddress(address) === `${incoming.before}${incoming.after}@${incoming.host}`.toLowerCase()
}

function isAtHome({ incoming, serviceDesk }: MailAddresses, address: string): boolean {
  const domain = normalizeAddress(address).split('@').at(-1)
  return [incoming, serviceDesk].some(pattern => pattern?.host.toLowerCase() === domain)
}

async function isOpen(db: Db, projectId: number): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select not p.archived and coalesce(s.service_desk_enabled, true) as open
    from projects p left join service_desk_settings s on s.project_id = p.id
    where p.id = ${projectId}`.execute(db)
  return rows[0]?.open ?? false
}

/** Why mail to this recipient cannot be taken; null: it can. */
export function refusalOf(recipient: Recipient): Reason | null {
  if (recipient.kind === 'unknown') return recipient.ours || recipient.atHome ? 'no_such_address' : 'not_ours'
  if (recipient.kind === 'mailbox' || recipient.kind === 'verification') return null
  if (recipient.kind === 'project') return recipient.open ? null : 'service_desk_off'
  return refusalOfKey(recipient.found, recipient.kind)
}

/** An end of the mail can be asked for however old the key is; it needs no ticket either. */
export function refusalOfKey(found: ReplyKey | null, kind: 'reply' | 'unsubscribe' = 'reply'): Reason | null {
  if (found === null) return 'unknown_key'
  if (kind === 'unsubscribe') return null
  if (found.issueId === null) return 'ticket_deleted'
  return found.expired ? 'expired_key' : null
}

/** The project whose mail this is; null: nobody's. */
export function projectOf(recipient: Recipient): number | null {
  if (recipient.kind === 'project' || recipient.kind === 'verification') return recipient.projectId
  if (recipient.kind === 'mailbox' || recipient.kind === 'unknown') return null
  return recipient.found?.projectId ?? null
}

/** Recipients by project, in the order in which each project is first named. */
export function byProject(recipients: readonly Recipient[]): Map<number | null, string[]> {
  const groups = new Map<number | null, string[]>()
  for (const recipient of recipients) {
    const projectId = projectOf(recipient)
    const group = groups.get(projectId) ?? []
    group.push(recipient.address)
    groups.set(projectId, group)
  }
  return groups
}
