// Up to which mail has a folder been read? Kept by UIDVALIDITY and UID, since flags may be changed by anybody.
import { sql } from 'kysely'
import type { Db } from '#db'

export type Progress = {
  /** Every mail up to here was taken, left alone on purpose, or is a leftover. */
  lastUid: number
  /** Up to here mails that people had read before are left alone. */
  leftAloneUntil: number
  firstReadAt: Date
  /** The folder was read before under another UIDVALIDITY. */
  rebuilt: boolean
}

/** The progress in the folder as it is now; begun if the folder has not been met before, or was made anew. */
export async function readProgress(
  db: Db,
  account: string,
  { uidValidity, uidNext }: { uidValidity: bigint; uidNext: number },
): Promise<Progress> {
  const { rows } = await sql<Progress>`
    with begun as (
      insert into mailbox_progress (account, uid_validity, last_uid, left_alone_until, first_read_at)
      select ${account}, ${String(uidValidity)}::bigint, 0, ${uidNext - 1},
        coalesce((select min(first_read_at) from mailbox_progress where account = ${account}), now())
      on conflict do nothing returning *
    )
    select p.last_uid as "lastUid", p.left_alone_until as "leftAloneUntil", p.first_read_at as "firstReadAt",
      exists (select from mailbox_progress o where o.account = p.account and o.uid_validity <> p.uid_validity) as rebuilt
    from (select * from begun union all select * from mailbox_progress
      where account = ${account} and uid_validity = ${String(uidValidity)}::bigint) p limit 1`.execute(db)
  const [progress] = rows
  if (progress === undefined) throw new Error(`the progress in ${account} went away`)
  return progress
}

export async function advance(db: Db, account: string, uidValidity: bigint, lastUid: number): Promise<void> {
  await sql`
    update mailbox_progress set last_uid = greatest(last_uid, ${lastUid}), updated_at = now()
    where account = ${account} and uid_validity = ${String(uidValidity)}::bigint`.execute(db)
}
