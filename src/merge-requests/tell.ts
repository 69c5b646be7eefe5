// Who hears that a merge request has changed? Open pages at once; what follows from it is left for a job.
import { sql } from 'kysely'
import { notify, type Tx } from '#db'
import { enqueue } from '#jobs'

type Action = 'open' | 'update' | 'close' | 'reopen' | 'merge'

export type Told = {
  mergeRequest: { id: number; project_id: number }
  action: Action
  /** null: nobody who is known any more. */
  actorId: number | null
  /** Names of what is other than before. */
  changes?: readonly string[]
}

/** Pages that are open, and those who act on it: in the transaction that changes it. */
export async function tell(tx: Tx, { mergeRequest, action, actorId, changes = [] }: Told): Promise<void> {
  const { id: mergeRequestId } = mergeRequest
  await sql`update merge_requests set updated_at = now() where id = ${mergeRequestId}`.execute(tx)
  await tellPages(tx, mergeRequest)
  await enqueue(tx, 'merge_request.changed', { mergeRequestId, action, actorId, changes: [...changes] })
}

/** Open pages alone. */
export async function tellPages(
  tx: Tx,
  { id, project_id }: { id: number; project_id: number },
): Promise<void> {
  await notify(tx, 'desk_live', { kind: 'merge_request_updated', projectId: project_id, mergeRequestId: id })
}
