// How are many held mails let through or thrown away together?
import { sql } from 'kysely'
import { type Db, transaction } from '#db'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import type { Reason } from '../outcome.ts'
import { requireSlice } from './access.ts'
import { discard, release, reroute } from './decide.ts'

const actions = { release, reroute, discard } as const
export type BulkAction = keyof typeof actions
export type BulkResult = { id: number; done: boolean; message: string | null }

/** Each in a transaction of its own: what cannot be done to one does not keep the others. */
export async function decideMany(
  db: Db,
  { action, ids, by }: { action: BulkAction; ids: readonly number[]; by: Person },
): Promise<BulkResult[]> {
  const results: BulkResult[] = []
  for (const id of new Set(ids)) {
    try {
      await transaction(db, tx => actions[action](tx, { id, by }))
      results.push({ id, done: true, message: null })
    } catch (error) {
      if (!isDeskError(error)) throw error
      results.push({ id, done: false, message: error.message })
    }
  }
  return results
}

/** What holds a sender's mails because there are too many of them; spam and forgeries are decided one by one. */
const brakes: readonly Reason[] = ['too_many_from_sender', 'too_many_to_project', 'same_words']
/** Mails decided with one click; after a flood one clicks again. */
const mostOfSender = 1000

type OfSender = {
  action: 'release' | 'discard'
  sender: string
  /** null: those of all projects. */
  project: number | string | null
  by: Person
}

/**
 * All mails of the sender that a brake holds, oldest first: their jobs are left in that order. Addresses of
 * one mailbox are one sender, as they were to the brake.
 * @throws forbidden, not_found
 */
export async function decideSender(db: Db, { action, sender, project, by }: OfSender): Promise<BulkResult[]> {
  const projectId = await requireSlice(db, by, project)
  const { rows } = await sql<{ id: number }>`
    select id from inbox
    where ending = 'held' and mailbox_of(author) = mailbox_of(${sender}) and reason = any (${[...brakes]}::text[])
      and (${projectId}::bigint is null or project_id = ${projectId})
    order by id limit ${mostOfSender}`.execute(db)
  return decideMany(db, { action, ids: rows.map(({ id }) => id), by })
}
