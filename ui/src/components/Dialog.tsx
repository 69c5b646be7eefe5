// What has to be decided before one goes on? A dialog that keeps the focus and gives it back.
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './Button.tsx'
import { cx } from './cx.ts'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  wide?: boolean
  children: ReactNode
}

export function Dialog({ open, onOpenChange, title, description, wide = false, children }: Props) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={next => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          ref={popup}
          // Where one types, else the dialog itself: on the button that closes it, Escape would close its tooltip first.
          initialFocus={() =>
            popup.current?.querySelector<HTMLElement>('input, textarea, select') ?? popup.current
          }
          className={cx(
            'fixed top-[10vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 flex-col overflow-y-auto rounded-lg border border-line bg-raised p-5 shadow-float outline-none',
            wide ? 'max-w-200' : 'max-w-120',
          )}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <Base.Title className="font-semibold text-lg">{title}</Base.Title>
            <Base.Close render={<IconButton small label="Close this dialog" />}>
              <X aria-hidden="true" className="size-4" />
            </Base.Close>
          </div>
          {description && <Base.Description className="mb-3 text-muted">{description}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
