// Shall one leave, though something is not saved? Asked once, whichever of the page's forms it is.
import { useBlocker } from '@tanstack/react-router'
import { Confirm } from '../components/Confirm.tsx'
import { isUnsaved } from './unsaved.ts'

export function UnsavedGuard() {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved() && current.pathname !== next.pathname,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  })
  return (
    <Confirm
      open={status === 'blocked'}
      title="Leave without saving?"
      action="Leave without saving"
      refuse="Stay here"
      onConfirm={() => proceed?.()}
      onCancel={() => reset?.()}
    >
      What you changed on this page is not saved yet.
    </Confirm>
  )
}
