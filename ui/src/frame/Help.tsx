// Which keys are there? All that work on this page, grouped as in the palette.
import { keysOf, useAllActions } from '../actions.ts'
import { Dialog } from '../components/Dialog.tsx'
import { Kbd } from '../components/Tip.tsx'

export default function Help({ onClose }: { onClose: () => void }) {
  const actions = useAllActions().filter(action => keysOf(action).length > 0)
  const groups = [...new Set(actions.map(action => action.group))]
  return (
    <Dialog open onOpenChange={open => open || onClose()} title="Keyboard shortcuts" wide>
      <div className="columns-1 gap-8 sm:columns-2">
        {groups.map(group => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-sm">{group}</h3>
            <dl>
              {actions
                .filter(action => action.group === group)
                .map(action => (
                  <div key={action.id} className="flex min-h-7 items-center justify-between gap-4 text-sm">
                    <dt className="text-muted">{action.label}</dt>
                    <dd className="flex gap-1">
                      {keysOf(action).map(keys => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
