// Where is the sidebar on a phone? Behind a button at the top left.
import { Dialog } from '@base-ui/react/dialog'
import { useLocation } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { useEffect } from 'react'
import { SidebarContent } from './SidebarContent.tsx'

type Props = { open: boolean; onOpenChange: (open: boolean) => void; openPalette: () => void }

export function Drawer({ open, onOpenChange, openPalette }: Props) {
  const { href } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever went somewhere has seen enough of it
  useEffect(() => onOpenChange(false), [href])
  return (
    <Dialog.Root open={open} onOpenChange={next => onOpenChange(next)}>
      <Dialog.Trigger
        aria-label="Open the menu"
        className="fixed top-2 left-2 z-30 inline-flex size-9 items-center justify-center rounded-md bg-canvas text-muted hover:bg-hover md:hidden"
      >
        <Menu aria-hidden="true" className="size-5" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-40 flex w-72 max-w-[85vw] flex-col border-line border-r bg-side outline-none">
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <SidebarContent openPalette={openPalette} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
