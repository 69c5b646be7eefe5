// What is this, and which key does it? A tooltip; the words must stand in the label as well.
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import { keyName } from '../actions.ts'

type Props = {
  text: string
  keys?: string | undefined
  /** What it says stands there already. */
  disabled?: boolean
  children: ReactElement<Record<string, unknown>>
}

export function Tip({ text, keys, disabled = false, children }: Props) {
  return (
    <Tooltip.Root disabled={disabled}>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="flex max-w-80 items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-ink text-xs shadow-float">
            {text}
            {keys && <Kbd keys={keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** A key, as it stands on the keyboard. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="whitespace-nowrap rounded border border-line bg-sunken px-1 font-sans text-[11px] text-muted leading-4">
      {keyName(keys)}
    </kbd>
  )
}
