// May this job work on the mail, is it the first of its kind, and how many came before?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { texts } from '#kernel'
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

export type Claiming = { row: InboxRow; message: Message }

/**
 * Locks the rows for the transaction and enters the mails in the receipts, whose primary key decides which of several
 * deliveries counts (SPEC §4.2). Returns the claims by row; a row without one is settled already.
 *
 * The mails of one call must have keys of their own (`receiptKey`): one statement cannot enter a receipt twice.
 */
export async function claim(tx: Tx, mails: readonly Claiming[]): Promise<Map<number, Claim>> {
  for (const { row } of mails.filter(({ row }) => row.siblings > 0))
    await sql`select pg_advisory_xact_lock(${siblingsClass}, hashint8(${row.rawMailId}))`.execute(tx)
  const given = mails.map(({ row, message }) => ({
    id: row.id,
    message_id: keptMessageId(message),
    digest: message.contentDigest,
    author: message.author?.address.toLowerCase() ?? null,
    words: message.bodyDigest,
  }))
  const { rows } = await sql<Claim & { id: number; owner: number }>`
    with given as (
      select * from json_to_recordset(${texts.toJson(given)}::json)
        as g (id bigint, message_id text, digest text, author text, words text)
    ), mine as (
      select i.project_id, i.raw_mail_id, g.* from given g join inbox i on i.id = g.id
      where i.ending is null order by i.id for update of i
    ), receipts as (
      insert into mail_receipts as receipt (project_id, message_id, digest, inbox_id)
      select project_id, message_id, digest, id from mine where project_id is not null
      on conflict (project_id, message_id, digest) do update set inbox_id = receipt.inbox_id
      returning project_id, message_id, digest, inbox_id
    )
    select mine.id, coalesce(receipts.inbox_id, mine.id) as owner,
      exists (select from mail_receipts other where other.project_id = mine.project_id
        and other.message_id = mine.message_id and other.digest <> mine.digest) as "idReused",
      past."fromSender", past."sameWords"
    from mine left join receipts using (project_id, message_id, digest)
    cross join lateral (
      select count(*) filter (where ending in ('ticket_opened', 'note_added')) as "fromSender",
        count(distinct raw_mail_id) filter (where body_digest = mine.words
          and received_at > now() - make_interval(mins => ${limits.sameWordsMinutes})
          and raw_mail_id <> mine.raw_mail_id and reason is distinct from 'duplicate') as "sameWords"
      from inbox where mailbox_of(author) = mailbox_of(mine.author) and received_at > now() - interval '1 hour'
    ) past`.execute(tx)
  return new Map(
    rows.map(({ id, owner, ...claim }) => [id, { ...claim, duplicateOf: owner === id ? null : owner }]),
  )
}

/** What the receipts tell mails of one project apart by. */
export function receiptKey(message: Message): string {
  return `${keptMessageId(message)} ${message.contentDigest}`
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
