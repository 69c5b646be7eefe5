// Which things can be done with this? A menu behind a button; keys stand beside the words.
import { Menu as Base } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Kbd } from './Tip.tsx'

export const floatLook =
  'z-50 max-h-[min(420px,var(--available-height))] min-w-48 overflow-y-auto rounded-md border border-line bg-raised p-1 text-sm shadow-float outline-none'
export const itemLook =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded px-2 py-1 outline-none data-[highlighted]:bg-hover'

export function Menu({
  trigger,
  children,
  align = 'start',
}: {
  trigger: ReactElement<Record<string, unknown>>
  children: ReactNode
  align?: 'start' | 'end'
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={floatLook}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** A menu at a button that opens it by itself: a long list needs one menu, not one for each row. */
export function MenuAt({
  anchor,
  onClose,
  label,
  goesElsewhere,
  children,
}: {
  anchor: HTMLElement
  onClose: () => void
  label: string
  /** Whether what was chosen takes the focus; else it goes back to the button. */
  goesElsewhere?: () => boolean
  children: ReactNode
}) {
  return (
    <Base.Root open onOpenChange={open => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align="end" className="z-50">
          <Base.Popup
            aria-label={label}
            finalFocus={() => (goesElsewhere?.() ? false : anchor)}
            className={floatLook}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type ItemProps = {
  icon?: LucideIcon
  keys?: string
  danger?: boolean
  disabled?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({
  icon: Icon,
  keys,
  danger = false,
  disabled = false,
  onClick,
  children,
}: ItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onClick}
      className={cx(itemLook, danger && 'text-bad', disabled && 'text-faint')}
    >
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />}
      <span className="grow">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Base.Item>
  )
}

export const MenuLine = () => <Base.Separator className="my-1 h-px bg-line" />
