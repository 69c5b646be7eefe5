// Who hears of what moved in the repositories?
import * as mergeRequests from '#merge-requests'
import { updates } from '#repository'
import type { Desk } from './desk.ts'

/** In this order, for each move of a branch or tag. */
const listeners: readonly updates.Listener<Desk>[] = [
  { name: 'issues closed by commits', run: mergeRequests.closing.commitsReached },
]

/** The job of a project in which something moved. */
export function codeMoved(desk: Desk, payload: { projectId: number }): Promise<void> {
  return updates.runListeners(desk, listeners, payload)
}
