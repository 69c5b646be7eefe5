// How are many held mails let through or thrown away together?
import { type Db, transaction } from '#db'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
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
