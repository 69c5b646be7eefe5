// What was changed between the words? A quiet line each; many in a row fold into one.
import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import type { Note } from '../../api/types.ts'
import { cx } from '../../components/cx.ts'
import { Prose } from '../../components/Prose.tsx'
import { Time } from '../../components/Time.tsx'
import { isFolded } from './items.ts'

type Props = { changes: readonly Note[]; marked: number | null }

export const Changes = memo(function Changes({ changes, marked }: Props) {
  const folds = isFolded(changes)
  // One that an address names is shown, until it is folded by hand.
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? changes.some(({ id }) => id === marked)
  const last = changes.at(-1)
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <li className="px-3 py-1.5 text-muted text-xs md:px-4">
      {folds && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setChosen(!open)}
          className="flex min-h-6 items-center gap-1.5 rounded hover:text-ink"
        >
          <Chevron aria-hidden="true" className="size-3.5" />
          {changes.length} changes
          {last && (
            <span className="text-faint">
              · <Time at={last.created_at} />
            </span>
          )}
        </button>
      )}
      {(!folds || open) && (
        <ul>
          {changes.map(change => (
            <Change key={change.id} change={change} isMarked={change.id === marked} indented={folds} />
          ))}
        </ul>
      )}
    </li>
  )
})

type One = { change: Note; isMarked: boolean; indented: boolean }

const Change = ({ change, isMarked, indented }: One) => (
  <li
    id={`note_${change.id}`}
    tabIndex={-1}
    className={cx(
      'flex min-h-6 scroll-mt-4 flex-wrap items-center gap-x-1.5 rounded outline-none',
      indented && 'pl-5',
      isMarked && 'ring-2 ring-accent',
    )}
  >
    <span aria-hidden="true" className="size-1.5 shrink-0 rounded-full bg-edge" />
    <span dir="auto" className="font-medium text-ink">
      {change.author.name}
    </span>
    <Prose
      html={change.body_html ?? ''}
      className="min-w-0 [&_a:hover]:underline [&_a]:text-ink [&_a]:no-underline [&_p]:inline"
    />
    <a href={`#note_${change.id}`} className="text-faint hover:text-ink hover:underline">
      <Time at={change.created_at} />
    </a>
  </li>
)
