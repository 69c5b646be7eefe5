// What is written down when a merge request has been merged, by the button or by a push?
import { sql } from 'kysely'
import { transaction } from '#db'
import { addSystemNote } from './notes/system.ts'
import type { CodeDesk } from './rows.ts'
import { tell } from './tell.ts'
import { settleTodos } from './todos.ts'
import { lock } from './update.ts'

export type Merge = {
  /** null: nobody who is known any more. */
  userId: number | null
  /** The target's new tip. */
  oid: string
  squashOid: string | null
  /** What was merged, and where its history had parted from the target's. */
  source: string
  base: string
}

/** Once; whoever comes later finds it done. */
export async function finishMerge(desk: Pick<CodeDesk, 'db'>, id: number, merge: Merge): Promise<void> {
  await transaction(desk.db, async tx => {
    const mergeRequest = await lock(tx, id)
    if (mergeRequest.state !== 'opened') return
    const { userId } = merge
    await sql`
      update merge_requests set state = 'merged', merged_at = now(), merged_by_id = ${userId}, merged_oid = ${merge.oid},
        squash_oid = ${merge.squashOid}, source_oid = ${merge.source}, base_oid = ${merge.base}, merging_oid = null,
        merging_by_id = null, checked_source_oid = null, checked_target_oid = null, conflicts = '{}'
      where id = ${id}`.execute(tx)
    const by = userId === null ? null : { id: userId }
    await addSystemNote(tx, { mergeRequestId: id, by, action: 'merged', body: 'merged' })
    await settleTodos(tx, id)
    await tell(tx, { mergeRequest, action: 'merge', actorId: userId })
  })
}
