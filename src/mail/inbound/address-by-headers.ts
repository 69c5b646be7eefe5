// To whom is a mail addressed that came without an envelope, or to a mailbox for all? Its headers say, in the order of SPEC §3.
import { sql } from 'kysely'
import { transaction } from '#db'
import { type HeaderRecipient, type Message, recipientsOf } from '#mail/message'
import { findReplyKey } from '#mail/threads'
import { byProject, findRecipient, projectOf, type Recipient } from './addresses.ts'
import { inboxRows, rowsOf } from './commit-mails.ts'
import type { InboundDesk } from './desk.ts'
import { type InboxRow, loadPending } from './load.ts'

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
  const hits = chosen(await findHits(desk, recipientsOf(message)))
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
    const { ingress, mailFrom } = row
    const { inserted, announced } = inboxRows(
      rowsOf({ ingress, mailFrom, recipients: [] }, new Map(others), 0),
      'given',
    )
    await sql`
      with given (mail, raw_id) as (values (0, ${row.rawMailId}::bigint)), rows as (${inserted})
      select rows.id from ${announced}`.execute(tx)
  })
  return loadPending(desk.db, row.id)
}

/** The recipients that are ours, in order. */
async function findHits(desk: InboundDesk, named: readonly HeaderRecipient[]): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const { address, header } of named) {
    const key = header === 'References' ? keyedReference.exec(address)?.[1] : undefined
    const recipient: Recipient =
      key === undefined
        ? await findRecipient(desk, address)
        : { kind: 'reply', address, key, found: await findReplyKey(desk.db, key) }
    if (recipient.kind !== 'unknown' || recipient.ours) hits.push({ recipient, header })
  }
  return hits
}

/**
 * Those of the first field that names somebody who takes mail. To and Cc count together, since a person wrote them;
 * what servers wrote tells of one delivery, so that its first address is the one.
 */
function chosen(hits: readonly Hit[]): readonly Hit[] {
  const live = hits.filter(hit => projectOf(hit.recipient) !== null)
  const [first] = live
  if (first === undefined) return hits.slice(0, 1)
  if (first.header !== 'To' && first.header !== 'Cc') return [first]
  return live.filter(hit => hit.header === 'To' || hit.header === 'Cc')
}
