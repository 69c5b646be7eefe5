// How is a move of a branch or tag kept, before and after it happens? In the database, in the order in which it was done.
import { sql } from 'kysely'
import { type Db, transaction } from '#db'
import { addJob, enqueue } from '#jobs'

export type RefUpdate = {
  id: number
  projectId: number
  /** Who moved it; null: nobody who is known any more, or a mirror. */
  userId: number | null
  /** In full: `refs/heads/main`. */
  ref: string
  /** 40 zeros: it was not there. */
  oldOid: string
  /** 40 zeros: it is gone. */
  newOid: string
  createdAt: Date
}

export type NewUpdate = Pick<RefUpdate, 'ref' | 'oldOid' | 'newOid'>

/** From a move until the repository is put in order; those in between are put in order with it. */
const untilTidy = sql`now() + interval '10 minutes'`

/** Says what git is about to do, in a commit of its own. Returns a row's id for each update, in their order. */
export async function announce(
  db: Db,
  projectId: number,
  userId: number | null,
  updates: readonly NewUpdate[],
): Promise<number[]> {
  if (updates.length === 0) return []
  // Also if nothing comes of it: a lock that was left may be why.
  const tidy = addJob('repository.tidy', sql`${JSON.stringify({ projectId })}::json`, {
    key: `tidy ${projectId}`,
    keepTime: true,
    runAt: untilTidy,
  })
  const { rows } = await sql<{ id: number }>`
    with announced as (
      insert into ref_updates (project_id, user_id, ref, old_oid, new_oid)
      select ${projectId}, ${userId}::bigint, ref, old_oid, new_oid
      from unnest(${updates.map(u => u.ref)}::text[], ${updates.map(u => u.oldOid)}::text[],
        ${updates.map(u => u.newOid)}::text[]) with ordinality as u (ref, old_oid, new_oid, place)
      order by place returning id
    )
    select announced.id from announced, ${tidy} as job order by announced.id`.execute(db)
  return rows.map(row => row.id)
}

/** Says that git did it: from now on the listeners hear of it. What is settled already stays as it is. */
export async function settle(db: Db, projectId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await transaction(db, async tx => {
    await sql`
      update ref_updates set settled = nextval('ref_updates_settled')
      from (select id from ref_updates where id = any(${[...ids]}::bigint[]) and settled is null order by id) as mine
      where ref_updates.id = mine.id and project_id = ${projectId}`.execute(tx)
    await enqueue(tx, 'repository.updated', { projectId }, { key: `repository ${projectId}` })
  })
}

/** Forgets what was announced and did not happen. */
export async function withdraw(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from ref_updates where id = any(${[...ids]}::bigint[]) and settled is null`.execute(db)
}
