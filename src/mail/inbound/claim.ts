// May this job work on the mail, is it the first of its kind, and how many came before?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import type { Message } from '#mail/message'
import { limits } from './limits.ts'
import type { InboxRow } from './load.ts'

/** What became tickets and notes before this mail. */
export type Counts = {
  fromSender: number
  /** Other mails of the same sender with the same words, within `limits.sameWordsMinutes`, whatever became of them. */
  sameWords: number
  toProject: number
}

export type Claim = {
  /** The row that has this mail already; null: this is the first. */
  duplicateOf: number | null
  /** The project knows the Message-ID with other content: somebody reuses ids, or forges them. */
  idReused: boolean
} & Omit<Counts, 'toProject'>

/** First key of the advisory locks that let the rows of one mail take turns, so that their tickets find each other. */
const siblingsClass = 0x6d61696c

/**
 * Locks the row for the transaction and enters the mail in the receipts, whose primary key decides which of several
 * deliveries counts (SPEC §4.2). Null: the row is settled.
 */
export async function claim(tx: Tx, row: InboxRow, message: Message): Promise<Claim | null> {
  if (row.siblings > 0)
    await sql`select pg_advisory_xact_lock(${siblingsClass}, hashint8(${row.rawMailId}))`.execute(tx)
  const author = message.author?.address.toLowerCase() ?? null
  const { rows } = await sql<Claim & { owner: number }>`
    with mine as (
      select id, project_id, raw_mail_id from inbox where id = ${row.id} and ending is null for update
    ), receipt as (
      insert into mail_receipts (project_id, message_id, digest, inbox_id)
      select project_id, ${keptMessageId(message)}, ${message.contentDigest}, id from mine where project_id is not null
      on conflict (project_id, message_id, digest) do update set inbox_id = mail_receipts.inbox_id
      returning inbox_id
    )
    select coalesce((select inbox_id from receipt), mine.id) as owner,
      exists (select from mail_receipts r where r.project_id = mine.project_id
        and r.message_id = ${keptMessageId(message)} and r.digest <> ${message.contentDigest}) as "idReused",
      past."fromSender", past."sameWords"
    from mine cross join lateral (
      select count(*) filter (where ending in ('ticket_opened', 'note_added')) as "fromSender",
        count(distinct raw_mail_id) filter (where body_digest = ${message.bodyDigest}
          and received_at > now() - make_interval(mins => ${limits.sameWordsMinutes})
          and raw_mail_id <> mine.raw_mail_id and reason is distinct from 'duplicate') as "sameWords"
      from inbox where lower(author) = ${author} and received_at > now() - interval '1 hour'
    ) past`.execute(tx)
  const [found] = rows
  if (found === undefined) return null
  const { owner, ...claimed } = found
  return { ...claimed, duplicateOf: owner === row.id ? null : owner }
}

/** An id too long for an index stands for itself by the content, like one that is missing. */
export function keptMessageId({ messageId, contentDigest }: Message): string {
  return Buffer.byteLength(messageId) <= limits.messageIdBytes
    ? messageId
    : `${contentDigest}@too-long.invalid`
}

type Counted = { count: number; at: number }
const projectCounts = new WeakMap<Db, Map<number, Counted>>()

/**
 * Mails of the last hour that became tickets or notes of the project. Counted anew every `limits.projectCountMs` and
 * carried on between, since the count of a busy project costs more than the ticket; a brake needs no precision.
 */
export async function countToProject(db: Db, projectId: number, most: number): Promise<number> {
  const counts = projectCounts.get(db) ?? new Map<number, Counted>()
  projectCounts.set(db, counts)
  const known = counts.get(projectId)
  if (known !== undefined && performance.now() - known.at < limits.projectCountMs) return known.count++
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select ending, received_at from inbox where project_id = ${projectId} order by id desc limit ${most + 1}
    ) latest
    where ending in ('ticket_opened', 'note_added') and received_at > now() - interval '1 hour'`.execute(db)
  const count = rows[0]?.count ?? 0
  counts.set(projectId, { count: count + 1, at: performance.now() })
  return count
}
