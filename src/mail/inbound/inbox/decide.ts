// What may a person do with a mail? Let it through, send it through once more or elsewhere, or throw it away.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { enqueue } from '#jobs'
import { DeskError } from '#kernel'
import { Access, requireProject } from '#projects'
import type { Person } from '#users'
import { type Ending, outcomeOf } from '../outcome.ts'
import { findInbox, type InboxEntry } from './rows.ts'

type Target = { id: number; by: Person }

/** Lets a held mail through: the brakes that held it are not asked again. @throws not_found, conflict */
export async function release(tx: Tx, { id, by }: Target): Promise<InboxEntry> {
  const row = await lock(tx, { id, by }, ['held'])
  // Whoever held it wrongly is told.
  if (row.reason === 'spam') await enqueue(tx, 'spam.learn', { inboxId: id, as: 'ham' })
  return runAgain(tx, row, by, 'released')
}

/**
 * Has the mail processed once more, after what went wrong was put right; with `project`, as a mail to that project.
 * @throws not_found; forbidden below Maintainer of that project; conflict if it has become a ticket or note already
 */
export async function reroute(
  tx: Tx,
  { id, by, project }: Target & { project?: number | string | undefined },
): Promise<InboxEntry> {
  const row = await lock(tx, { id, by }, ['held', 'refused', 'failed', 'ignored', 'discarded'])
  if (row.reason !== null && !outcomeOf(row.reason).mayRetry && project === undefined)
    throw new DeskError('conflict', 'Nothing else would come of it; name a project to send it to')
  if (project !== undefined) {
    const target = await requireProject(tx, by, project, Access.maintainer)
    await sql`update inbox set project_id = ${target.id}, recipients = '{}' where id = ${id}`.execute(tx)
  }
  return runAgain(tx, row, by, 'rerouted')
}

/** Nothing comes of it any more; the raw mail stays. @throws not_found, conflict */
export async function discard(tx: Tx, { id, by }: Target): Promise<InboxEntry> {
  const row = await lock(tx, { id, by }, ['held', 'failed'])
  const { ending, reason } = { ending: outcomeOf('discarded').ending, reason: 'discarded' }
  await sql`
    update inbox set ending = ${ending}, reason = ${reason}, settled_at = now(),
      why = why || ${JSON.stringify({ handled: handled(row, by, 'discarded') })}::jsonb
    where id = ${id}`.execute(tx)
  return told(tx, id, by)
}

/** The row, locked, if it ended in one of `endings`. */
async function lock(tx: Tx, { id, by }: Target, endings: readonly Ending[]): Promise<InboxEntry> {
  await findInbox(tx, by, id)
  await sql`select id from inbox where id = ${id} for update`.execute(tx)
  const row = await findInbox(tx, by, id)
  if (row.ending === null) throw new DeskError('conflict', 'The mail is still being processed')
  if (!endings.includes(row.ending))
    throw new DeskError('conflict', `The mail is ${row.ending.replaceAll('_', ' ')}; that cannot be changed`)
  return row
}

function handled({ ending, reason }: InboxEntry, by: Person, how: string) {
  return { how, by: by.username, was: { ending, reason } }
}

async function runAgain(tx: Tx, row: InboxEntry, by: Person, how: string): Promise<InboxEntry> {
  const why = {
    ...(row.why.addressedBy === undefined ? {} : { addressedBy: row.why.addressedBy }),
    handled: handled(row, by, how),
  }
  // Its own receipt would not hinder it, but that of another project would stay behind.
  await sql`delete from mail_receipts where inbox_id = ${row.id}`.execute(tx)
  await sql`
    update inbox set ending = null, reason = null, settled_at = null, attempts = 0, readings = 0, last_error = null,
      why = ${JSON.stringify(why)}::jsonb, released_at = now(), released_by_id = ${by.id}
    where id = ${row.id}`.execute(tx)
  await enqueue(tx, 'inbound.process', { inboxId: row.id })
  return told(tx, row.id, by)
}

async function told(tx: Tx, id: number, by: Person): Promise<InboxEntry> {
  const entry = await findInbox(tx, by, id)
  await sql`
    select pg_notify('desk_live', ${JSON.stringify({
      kind: 'inbox_changed',
      inboxId: id,
      projectId: entry.project_id,
      issueId: null,
      noteId: null,
    })})`.execute(tx)
  return entry
}
