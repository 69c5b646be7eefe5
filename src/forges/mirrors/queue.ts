// How is a fetch left for the workers?
import type { Tx } from '#db'
import { enqueue } from '#jobs'

/** Fetches the project's repository soon; several wishes before it begins are one. */
export async function enqueuePull(tx: Tx, projectId: number, runAt?: Date): Promise<void> {
  await tx
    .updateTable('mirrors')
    .set({ status: 'scheduled' })
    .where('project_id', '=', projectId)
    .where('status', '<>', 'started')
    .execute()
  await enqueue(tx, 'mirror.pull', { projectId }, { key: `mirror ${projectId}`, ...(runAt && { runAt }) })
}
