// What can be done with the chosen rows? A bar at the foot, as long as something is chosen.
import { CircleCheck, CircleDot, Flag, Tag, UserRound, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { type IssueRow, pathOf } from '../../api/issues.ts'
import { Button, IconButton } from '../../components/Button.tsx'
import { EditPicker } from '../../editing/EditPicker.tsx'
import { type Edit, stateEdit } from '../../editing/edits.ts'
import type { Selection } from './useSelection.ts'

type Props = { selection: Selection; loaded: number; edit: (edit: Edit) => void }

export function BulkBar({ selection, loaded, edit }: Props) {
  return selection.chosen.length > 0 && <Bar selection={selection} loaded={loaded} edit={edit} />
}

function Bar({ selection: { chosen, all, clear }, loaded, edit }: Props) {
  const bar = useRef<HTMLElement>(null)
  // Toasts stand above it, so that one can go on while they are shown.
  useEffect(() => {
    const { style } = document.documentElement
    style.setProperty('--foot', `${(bar.current?.offsetHeight ?? 0) + 8}px`)
    return () => void style.removeProperty('--foot')
  }, [])
  const close = chosen.some(({ state }) => state === 'opened')
  const State = close ? CircleCheck : CircleDot
  const paths = new Set(chosen.map(pathOf))
  const [path = ''] = paths
  return (
    <section
      ref={bar}
      aria-label="Chosen issues"
      className="fixed inset-x-3 bottom-3 z-30 mx-auto flex w-fit max-w-full flex-wrap items-center justify-center gap-1 rounded-lg border border-line bg-raised p-1.5 shadow-float"
    >
      <p role="status" className="tabular px-2 font-medium text-sm">
        {chosen.length} selected
      </p>
      {chosen.length < loaded && (
        <Button small look="quiet" className="max-sm:hidden" onClick={all}>
          Select all {loaded} shown
        </Button>
      )}
      {paths.size === 1 ? (
        <Pickers path={path} rows={chosen} edit={edit} />
      ) : (
        <span className="px-2 text-faint text-xs">of several projects</span>
      )}
      <Button
        small
        onClick={() => {
          edit(stateEdit(chosen))
          clear()
        }}
      >
        <State aria-hidden="true" className="size-3.5" />
        {close ? 'Close' : 'Reopen'}
      </Button>
      <IconButton small label="Choose nothing" keys="Escape" onClick={clear}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </section>
  )
}

const pickers = [
  ['assign', 'Assign', UserRound],
  ['label', 'Label', Tag],
  ['milestone', 'Milestone', Flag],
] as const

function Pickers(given: { path: string; rows: readonly IssueRow[]; edit: (edit: Edit) => void }) {
  return pickers.map(([what, label, Icon]) => (
    <EditPicker
      key={what}
      what={what}
      {...given}
      trigger={
        <Button small>
          <Icon aria-hidden="true" className="size-3.5" />
          {label}
        </Button>
      }
    />
  ))
}
