// How is a merge request closed without being merged, opened again, or removed?
import { sql } from 'kysely'
import { transaction } from '#db'
import { DeskError } from '#kernel'
import { Access } from '#projects'
import { merging } from '#repository'
import type { Person } from '#users'
import { refuseSecond, requireBranches } from './histories.ts'
import { addSystemNote } from './notes/system.ts'
import { requireChange, requireMergeRequest } from './policy.ts'
import type { CodeDesk, Found } from './rows.ts'
import { tell } from './tell.ts'
import { settleTodos } from './todos.ts'
import { lock } from './update.ts'

type Place = { project: number | string; iid: number }

/** @throws not_found; forbidden unless by the author or from Developer up; not_allowed unless it is open */
export async function closeMergeRequest(desk: CodeDesk, by: Person, place: Place): Promise<void> {
  const found = await changeable(desk, by, place)
  await transaction(desk.db, async tx => {
    const mergeRequest = await lock(tx, found.mergeRequest.id)
    if (mergeRequest.state === 'closed') return
    if (mergeRequest.state === 'merged') throw merged
    await sql`
      update merge_requests set state = 'closed', closed_at = now(), closed_by_id = ${by.id}
      where id = ${mergeRequest.id}`.execute(tx)
    await addSystemNote(tx, { mergeRequestId: mergeRequest.id, by, action: 'closed', body: 'closed' })
    await settleTodos(tx, mergeRequest.id)
    await tell(tx, { mergeRequest, action: 'close', actorId: by.id })
  })
}

const merged = new DeskError(
  'not_allowed',
  'The merge request is merged: it can neither be closed nor reopened.',
)

/** @throws as closing; invalid if a branch is gone; conflict if another one is open for the same branches */
export async function reopenMergeRequest(desk: CodeDesk, by: Person, place: Place): Promise<void> {
  const found = await changeable(desk, by, place)
  if (found.mergeRequest.state === 'opened') return
  if (found.mergeRequest.state === 'merged') throw merged
  const repository = await desk.repositories.open(found.project)
  const { source, base } = await requireBranches(repository, found.mergeRequest)
  await transaction(desk.db, async tx => {
    const mergeRequest = await lock(tx, found.mergeRequest.id)
    if (mergeRequest.state !== 'closed') return
    await refuseSecond(tx, found.project, mergeRequest)
    await sql`
      update merge_requests set state = 'opened', closed_at = null, closed_by_id = null, source_oid = ${source},
        base_oid = ${base}, checked_source_oid = null, checked_target_oid = null
      where id = ${mergeRequest.id}`.execute(tx)
    await addSystemNote(tx, { mergeRequestId: mergeRequest.id, by, action: 'reopened', body: 'reopened' })
    await tell(tx, { mergeRequest, action: 'reopen', actorId: by.id })
  })
  await merging.keepHead(repository, found.mergeRequest.iid, source)
}

async function changeable(desk: CodeDesk, by: Person, { project, iid }: Place): Promise<Found> {
  const found = await requireMergeRequest(desk.db, by, project, iid)
  requireChange(found, by)
  return found
}

/** Removes it with all that was said of it. @throws not_found; forbidden below Owner */
export async function removeMergeRequest(desk: CodeDesk, by: Person, { project, iid }: Place): Promise<void> {
  const found = await requireMergeRequest(desk.db, by, project, iid)
  if (found.project.accessLevel < Access.owner || found.project.archived) throw DeskError.forbidden()
  await desk.db.deleteFrom('merge_requests').where('id', '=', found.mergeRequest.id).execute()
}
