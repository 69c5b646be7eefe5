// Is every accepted mail still being worked on? A safety net: at the start, and as a duty.
import { sql } from 'kysely'
import type { Db } from '#db'
import { addJob } from '#jobs'

/** Younger rows have a job that was committed with them. */
const graceSeconds = 60

/** Leaves a job for each mail without an ending whose job is gone. @returns how many there were */
export async function recheckPending(db: Db): Promise<number> {
  const { rows } = await sql`
    select (${addJob('inbound.process', sql`json_build_object('inboxId', i.id)`)}).id
    from inbox i
    where i.ending is null and i.received_at < now() - make_interval(secs => ${graceSeconds}) and not exists (
      select from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id and t.identifier = 'inbound.process'
      where (j.payload ->> 'inboxId')::bigint = i.id and j.attempts < j.max_attempts)`.execute(db)
  return rows.length
}

/**
 * Called at the start, before any job runs: mails that were being worked on when the desk went down are read in a
 * thread from now on, since one of them may have been what took it down (CHECKLIST Z2).
 */
export async function suspectInterrupted(db: Db): Promise<void> {
  await sql`
    update inbox i set readings = 1
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id and t.identifier = 'inbound.process'
    where i.id = (j.payload ->> 'inboxId')::bigint and i.ending is null and i.readings = 0
      and j.locked_at is not null`.execute(db)
}
