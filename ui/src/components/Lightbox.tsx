// How is a picture seen whole? Over the page, one after the other by arrow keys, closed by Escape.
import { Dialog } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { IconButton } from './Button.tsx'

export type Picture = { url: string; name: string }
type Props = { pictures: readonly Picture[]; first: number; onClose: () => void }

export function Lightbox({ pictures, first, onClose }: Props) {
  const [at, setAt] = useState(first)
  const picture = pictures[at]
  const go = (by: number) => setAt(now => (now + by + pictures.length) % pictures.length)
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') go(1)
    else if (event.key === 'ArrowLeft') go(-1)
  }
  if (picture === undefined) return null
  return (
    <Dialog.Root open onOpenChange={open => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-black/75" />
        <Dialog.Popup
          onKeyDown={press}
          className="fixed inset-2 z-50 flex flex-col overflow-hidden rounded-lg bg-raised outline-none sm:inset-8"
        >
          <div className="flex min-h-11 items-center gap-2 border-line border-b px-3">
            <Dialog.Title dir="auto" className="min-w-0 grow truncate font-medium text-sm">
              {picture.name}
            </Dialog.Title>
            {pictures.length > 1 && <Steps at={at} count={pictures.length} go={go} />}
            <a
              href={picture.url}
              download={picture.name}
              aria-label="Download the picture"
              className="flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <Download aria-hidden="true" className="size-4" />
            </a>
            <Dialog.Close render={<IconButton label="Close the picture" keys="Escape" />}>
              <X aria-hidden="true" className="size-4" />
            </Dialog.Close>
          </div>
          <div className="flex min-h-0 grow items-center justify-center overflow-auto bg-sunken p-3">
            <img src={picture.url} alt={picture.name} className="max-h-full max-w-full object-contain" />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Steps({ at, count, go }: { at: number; count: number; go: (by: number) => void }) {
  return (
    <>
      <IconButton label="Picture before" keys="ArrowLeft" onClick={() => go(-1)}>
        <ChevronLeft aria-hidden="true" className="size-4" />
      </IconButton>
      <span className="tabular text-faint text-xs" aria-live="polite">
        {at + 1} of {count}
      </span>
      <IconButton label="Next picture" keys="ArrowRight" onClick={() => go(1)}>
        <ChevronRight aria-hidden="true" className="size-4" />
      </IconButton>
    </>
  )
}
