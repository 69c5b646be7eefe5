// Which mails of a mailbox could not be taken in their turn? They hold up nobody, and are tried again on their own.
import { sql } from 'kysely'
import type { Db } from '#db'

/** Minutes until the next try, by tries so far; after the last one a mail is left to administrators. */
const pauses = [1, 5, 15, 60, 240, 1440]
/** Characters of a reason. */
const reasonLength = 500
/** Leftovers tried in one go. */
const mostDue = 100

/** Names of the items whose next try is due, the longest waiting first; at most a hundred. */
export async function listLeftovers(db: Db, account: string, due: Date): Promise<string[]> {
  const { rows } = await sql<{ item: string }>`
    select item from mailbox_leftovers where account = ${account} and next_attempt_at <= ${due}
    order by next_attempt_at limit ${mostDue}`.execute(db)
  return rows.map(({ item }) => item)
}

/** Notes that an item could not be taken, for the first time or again. */
export async function noteLeftover(db: Db, account: string, item: string, reason: string): Promise<void> {
  const next = sql`now() + make_interval(mins => (${pauses}::int[])[`
  const text = reason.replaceAll('\0', '').slice(0, reasonLength).toWellFormed()
  await sql`
    insert into mailbox_leftovers as l (account, item, reason, next_attempt_at)
    values (${account}, ${item}, ${text}, ${next}1]))
    on conflict (account, item) do update set attempts = l.attempts + 1, reason = excluded.reason,
      next_attempt_at = ${next}l.attempts + 1])`.execute(db)
}

/** It was taken after all, or is gone. */
export async function clearLeftover(db: Db, account: string, item: string): Promise<void> {
  await sql`delete from mailbox_leftovers where account = ${account} and item = ${item}`.execute(db)
}

/** Those of the items whose next try is not due yet, or that were given up. */
export async function heldBack(
  db: Db,
  account: string,
  items: readonly string[],
  due: Date,
): Promise<Set<string>> {
  const { rows } = await sql<{ item: string }>`
    select item from mailbox_leftovers where account = ${account} and item = any (${[...items]}::text[])
      and coalesce(next_attempt_at > ${due}, true)`.execute(db)
  return new Set(rows.map(({ item }) => item))
}
