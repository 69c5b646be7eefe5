// What is known beside the words? Who asks, who cares for it, what it is, who hears of it, and what it belongs to.

import { useLocation } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Note } from '../../../api/types.ts'
import { cx } from '../../../components/cx.ts'
import type { Edit } from '../../../editing/edits.ts'
import { useViewing, type Whole } from '../context.ts'
import { bringIntoSight } from '../sight.ts'
import { Fields, type Picking } from './Fields.tsx'
import { MergeRequests } from './MergeRequests.tsx'
import { Participants } from './Participants.tsx'
import { References } from './References.tsx'
import { Requester } from './Requester.tsx'
import { Subscription } from './Subscription.tsx'

type Props = {
  issue: Whole
  notes: readonly Note[]
  edit: (edit: Edit) => void
  picking: Picking | null
  setPicking: (picking: Picking | null) => void
}

const groupLook = 'py-2 lg:first:pt-0'

/** Beside the thread; on a narrow page below it, folded until it is asked for. */
export function Side({ issue, notes, edit, picking, setPicking }: Props) {
  const { isTeam, personId } = useViewing()
  const { hash } = useLocation()
  const [open, setOpen] = useState(false)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (picking !== null) setOpen(true)
  }, [picking])
  useEffect(() => {
    if (hash === 'details') setOpen(true)
  }, [hash])
  useEffect(() => {
    if (hash === 'details' && open) return bringIntoSight(panel.current)
  }, [hash, open])
  return (
    <aside
      ref={panel}
      id="details"
      aria-label="Details"
      data-print="no"
      className="scroll-mt-4 max-md:scroll-mt-12 max-lg:mt-6 max-lg:border-line max-lg:border-t lg:-mx-1 lg:sticky lg:top-0 lg:max-h-dvh lg:self-start lg:overflow-y-auto lg:px-1 lg:py-3"
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-11 w-full items-center justify-between font-semibold lg:hidden"
      >
        Details
        <ChevronDown aria-hidden="true" className={cx('size-4', open && 'rotate-180')} />
      </button>
      <div className={cx('flex flex-col divide-y divide-line', !open && 'max-lg:hidden')}>
        {issue.service_desk && isTeam && (
          <div className={groupLook}>
            <Requester issue={issue} />
          </div>
        )}
        <div className={groupLook}>
          <Fields issue={issue} edit={edit} picking={picking} setPicking={setPicking} />
        </div>
        {isTeam && (
          <div className={groupLook}>
            <Participants issue={issue} />
          </div>
        )}
        <div className={groupLook}>
          {personId !== null && <Subscription issue={issue} />}
          <MergeRequests />
          <References issue={issue} notes={notes} />
        </div>
      </div>
    </aside>
  )
}
