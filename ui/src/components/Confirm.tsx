// Is this really meant? Asked where something cannot be taken back; the safe answer has the focus.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useRef } from 'react'
import { Button } from './Button.tsx'

type Props = {
  open: boolean
  title: string
  children?: ReactNode
  /** What pressing does: "Delete project". */
  action: string
  refuse?: string
  disabled?: boolean
  onConfirm: () => void
  onCancel: () => void
}

export function Confirm(props: Props) {
  const { open, title, children, action, refuse = 'Cancel', disabled = false, onConfirm, onCancel } = props
  const safe = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={next => !next && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <AlertDialog.Popup
          initialFocus={safe}
          className="fixed top-[15vh] left-1/2 z-40 flex w-[calc(100vw-24px)] max-w-110 -translate-x-1/2 flex-col gap-3 rounded-lg border border-line bg-raised p-5 shadow-float"
        >
          <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
          {children && (
            <AlertDialog.Description render={<div />} className="flex flex-col gap-3 text-muted">
              {children}
            </AlertDialog.Description>
          )}
          <div className="mt-2 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close ref={safe} render={<Button />}>
              {refuse}
            </AlertDialog.Close>
            <Button look="danger" disabled={disabled} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
