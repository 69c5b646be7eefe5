// To whom is a mail addressed that came without an envelope, or to a mailbox for all? Its headers say, in the order of SPEC §3.
import { sql } from 'kysely'
import { transaction } from '#db'
import { type HeaderRecipient, type Message, recipientsOf } from '#mail/message'
import { findReplyKey } from '#mail/threads'
import { byProject, findRecipient, projectOf, type Recipient, refusalOf } from './addresses.ts'
import { inboxRows, rowsOf } from './commit-mails.ts'
import type { InboundDesk } from './desk.ts'
import { type InboxRow, loadPending } from './load.ts'

/** `custom`: whether projects have addresses of their own. */
type Options = { custom: boolean }
type Hit = { recipient: Recipient; header: string }

/** Our mails carry their key in References, for servers without sub-addressing (SPEC §3). */
const keyedReference = /^reply-([0-9a-f]{32})@/i

/**
 * Writes the recipients into the row, with further rows and jobs if they belong to several projects. Returns the row
 * as it is now; null if somebody else has settled it meanwhile.
 */
export async function addressByHeaders(
  desk: InboundDesk,
  row: InboxRow,
  message: Message,
): Promise<InboxRow | null> {
  const envelope = await Promise.all(row.recipients.map(address => findRecipient(desk, address)))
  // An envelope that names somebody is not overruled by headers, which anybody can write (CHECKLIST R10).
  if (envelope.some(({ kind }) => kind !== 'mailbox')) return row
  const options = { custom: row.ownAddresses }
  const hits = chosen(withoutClaims(await findHits(desk, recipientsOf(message), options)))
  const groups = byProject(hits.map(hit => hit.recipient))
  const [first, ...others] = [...groups]
  if (first === undefined) return row
  const header = [...new Set(hits.map(hit => hit.header))].join(', ')
  await transaction(desk.db, async tx => {
    const { rows } = await sql`
      update inbox set project_id = ${first[0]}, recipients = ${first[1]}::text[],
        why = ${JSON.stringify({ addressedBy: header })}::jsonb
      where id = ${row.id} and ending is null and project_id is null
      returning id`.execute(tx)
    if (rows.length === 0 || others.length === 0) return
    const { ingress, mailFrom, quiet } = row
    const { inserted, announced } = inboxRows(
      rowsOf({ ingress, mailFrom, recipients: [], quiet }, new Map(others), 0),
      'given',
    )
    await sql`
      with given (mail, raw_id) as (values (0, ${row.rawMailId}::bigint)), rows as (${inserted})
      select rows.id from ${announced}`.execute(tx)
  })
  return loadPending(desk.db, row.id)
}

/** The recipients that are ours, in order. */
async function findHits(
  desk: InboundDesk,
  named: readonly HeaderRecipient[],
  options: Options,
): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const { address, header } of named) {
    const recipient = await findNamed(desk, { address, header }, options)
    if (recipient.kind !== 'unknown' || recipient.ours) hits.push({ recipient, header })
  }
  return hits
}

async function findNamed(
  desk: InboundDesk,
  { address, header }: HeaderRecipient,
  options: Options,
): Promise<Recipient> {
  const key = header === 'References' ? keyedReference.exec(address)?.[1] : undefined
  if (key !== undefined) return { kind: 'reply', address, key, found: await findReplyKey(desk.db, key) }
  const recipient = await findRecipient(desk, address, options)
  if (recipient.kind !== 'unknown' || recipient.ours || header !== 'Delivered-To') return recipient
  return (await findBehindPrefix(desk, address)) ?? recipient
}

/** Dashes in what qmail writes before an address: the account's name may have some. */
const mostPrefixes = 4

/** qmail writes `account-` before an address of a virtual domain, so Plesk and vpopmail do. No paths: those have dashes. */
async function findBehindPrefix(desk: InboundDesk, address: string): Promise<Recipient | null> {
  for (const { index } of [...address.matchAll(/-/g)].slice(0, mostPrefixes)) {
    const rest = address.slice(index + 1)
    const recipient = rest.includes('/') ? null : await findRecipient(desk, rest, { custom: false })
    if (recipient !== null && projectOf(recipient) !== null) return recipient
  }
  return null
}

/**
 * Which address is a project's own, its Maintainer says. Where the header names another project by an address that the
 * desk gave it, and this one by none, the mail is the other's: nobody gets mail by entering an address of somebody else.
 */
function withoutClaims(hits: readonly Hit[]): Hit[] {
  const named = new Set(hits.filter(hit => !isClaim(hit)).map(hit => projectOf(hit.recipient)))
  named.delete(null)
  return hits.filter(hit => !isClaim(hit) || named.size === 0 || named.has(projectOf(hit.recipient)))
}

const isClaim = ({ recipient }: Hit) => recipient.kind === 'project' && recipient.custom

/** Whether the mail goes there. A key in References that is used up does not lead to a new ticket. */
const leads = ({ recipient, header }: Hit) =>
  projectOf(recipient) !== null && (header !== 'References' || refusalOf(recipient) === null)

/**
 * Those of the first field that names somebody who takes mail. To and Cc count together, since a person wrote them;
 * what servers wrote tells of one delivery, so that its first address is the one.
 */
function chosen(hits: readonly Hit[]): readonly Hit[] {
  const live = hits.filter(leads)
  const [first] = live
  if (first === undefined) return hits.slice(0, 1)
  if (first.header !== 'To' && first.header !== 'Cc') return [first]
  return live.filter(hit => hit.header === 'To' || hit.header === 'Cc')
}
