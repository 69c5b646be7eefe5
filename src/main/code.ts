// Who hears of what moved in the repositories?
import type { Tasks } from '#jobs'
import * as mergeRequests from '#merge-requests'
import { updates } from '#repository'
import * as webhooks from '#webhooks'
import type { Desk } from './desk.ts'

/** In this order, for each move of a branch or tag. */
const listeners: readonly updates.Listener<Desk>[] = [
  { name: 'merge requests', run: mergeRequests.followBranch },
  { name: 'issues closed by merge requests', run: mergeRequests.closing.mergedReached },
  { name: 'issues closed by commits', run: mergeRequests.closing.commitsReached },
  { name: 'webhooks', run: webhooks.pushed },
]

/** The job of a project in which something moved. */
export function codeMoved(desk: Desk, payload: { projectId: number }): Promise<void> {
  return updates.runListeners(desk, listeners, payload)
}

/** The job of a merge request that was opened, changed or merged. */
export async function mergeRequestChanged(
  desk: Desk,
  payload: Tasks['merge_request.changed'],
  jobId: string,
): Promise<void> {
  await webhooks.mergeRequestChanged(desk, payload, jobId)
  await mergeRequests.closing.mergeRequestChanged(desk, payload)
}
