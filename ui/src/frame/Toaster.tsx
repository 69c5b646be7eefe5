// Where do the lines of toasts.ts appear? At the foot, above everything, moving nothing.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { cx } from '../components/cx.ts'
import { toasts } from '../toasts.ts'

export function Toaster() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-3 bottom-[calc(12px+var(--foot,0px))] z-50 mx-auto flex w-auto max-w-105 flex-col gap-2 sm:right-4 sm:left-auto sm:w-105">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { toasts: shown } = Toast.useToastManager()
  return shown.map(toast => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      data-toast
      swipeDirection={['down', 'right']}
      className={cx(
        'flex items-center gap-3 rounded-md border bg-raised py-2 pr-2 pl-3 shadow-float data-[ending-style]:opacity-0 data-[limited]:hidden',
        toast.type === 'error' ? 'border-bad' : 'border-line',
      )}
    >
      <Toast.Content className="flex grow items-center gap-3">
        <Toast.Title render={<p />} className="grow text-sm" />
        <Toast.Action className="rounded px-2 py-1 font-semibold text-accent text-sm hover:bg-hover empty:hidden" />
        <Toast.Close aria-label="Close" className="rounded p-1 text-faint hover:bg-hover hover:text-ink">
          <X aria-hidden="true" className="size-4" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
