// How does one go anywhere and do anything? Type a few letters: actions and places.
import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { keysOf, useAllActions } from '../actions.ts'
import { Kbd } from '../components/Tip.tsx'

export default function Palette({ onClose }: { onClose: () => void; openHelp: () => void }) {
  const actions = useAllActions().filter(action => !action.hidden)
  const groups = [...new Set(actions.map(action => action.group))]
  return (
    <Dialog.Root open onOpenChange={open => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-24px)] max-w-150 -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-float">
          <Dialog.Title className="sr-only">Find and do anything</Dialog.Title>
          <Command label="Find and do anything" loop>
            <Command.Input
              autoFocus
              placeholder="Find and do anything…"
              className="h-12 w-full border-line border-b bg-transparent px-4 outline-none"
            />
            <Command.List className="max-h-[60vh] overflow-y-auto p-1">
              <Command.Empty className="p-4 text-muted">Nothing found.</Command.Empty>
              {groups.map(group => (
                <Command.Group key={group} heading={group}>
                  {actions
                    .filter(action => action.group === group)
                    .map(action => (
                      <Command.Item
                        key={action.id}
                        value={`${action.label} ${action.id}`}
                        onSelect={() => {
                          onClose()
                          action.run()
                        }}
                        className="flex min-h-9 items-center gap-2 rounded px-3 data-[selected=true]:bg-hover"
                      >
                        {action.icon && <action.icon aria-hidden="true" className="size-4 text-faint" />}
                        <span className="grow">{action.label}</span>
                        {keysOf(action)
                          .slice(0, 1)
                          .map(keys => (
                            <Kbd key={keys} keys={keys} />
                          ))}
                      </Command.Item>
                    ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
