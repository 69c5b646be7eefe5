// What just happened, and how is it taken back? One quiet line at the foot, also for screen readers.
import { Toast } from '@base-ui/react/toast'
import { ApiError } from './api/client.ts'

export const toasts = Toast.createToastManager()

const shownMilliseconds = 5000

/** What the newest line that is still shown offers to take back. */
let takeBack: { id: string; undo: () => void } | undefined

/** The key does what the button says; false: nothing is offered. */
export function undoLast(): boolean {
  if (takeBack === undefined) return false
  const { id, undo } = takeBack
  toasts.close(id)
  undo()
  return true
}

/** Says `title`; with `undo`, offers to take it back for `milliseconds`. */
export function tell(title: string, undo?: () => void, milliseconds = shownMilliseconds): string {
  const id: string = toasts.add({
    title,
    timeout: milliseconds,
    ...(undo
      ? {
          onClose: () => {
            if (takeBack?.id === id) takeBack = undefined
          },
          actionProps: {
            children: 'Undo',
            onClick: () => {
              toasts.close(id)
              undo()
            },
          },
        }
      : {}),
  })
  if (undo) takeBack = { id, undo }
  return id
}

/** Says what went wrong; stays until it is read. With `retry`, offers to try again. */
export function tellError(error: unknown, retry?: () => void): void {
  const title = error instanceof ApiError ? error.message : 'Something went wrong in this page. Load it anew.'
  if (!(error instanceof ApiError)) console.error(error)
  const id: string = toasts.add({
    title,
    type: 'error',
    priority: 'high',
    timeout: 0,
    ...(retry
      ? {
          actionProps: {
            children: 'Try again',
            onClick: () => {
              toasts.close(id)
              retry()
            },
          },
        }
      : {}),
  })
}
