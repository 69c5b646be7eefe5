// What was said since? Notes and changes in reading order, each with its own address.
import { useLocation } from '@tanstack/react-router'
import { lazy, type MouseEvent, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { runAction } from '../../actions.ts'
import type { Note } from '../../api/types.ts'
import { Changes } from './Changes.tsx'
import { useViewing } from './context.ts'
import { DeleteDialog } from './DeleteDialog.tsx'
import { itemsOf } from './items.ts'
import { type Chosen, NoteMenu } from './NoteMenu.tsx'
import { quoteInto, selectionIn } from './quote.ts'
import { bringIntoSight } from './sight.ts'
import { ThreadNote } from './ThreadNote.tsx'
import { useNotesLive } from './useNotesLive.ts'

const MailDialog = lazy(() => import('./MailDialog.tsx'))
const SplitDialog = lazy(() => import('./SplitDialog.tsx'))

type Props = { notes: readonly Note[]; issueId: number; composer: RefObject<HTMLElement | null> }
type Doing = { what: Chosen; note: Note }

export function Thread({ notes, issueId, composer }: Props) {
  const { personId, isArchived } = useViewing()
  const [menu, setMenu] = useState<{ note: Note; anchor: HTMLElement } | null>(null)
  const [doing, setDoing] = useState<Doing | null>(null)
  const items = useMemo(() => itemsOf(notes), [notes])
  const { arrived, said } = useNotesLive(notes, personId, composer)
  const marked = useMarked()
  const stop = useStable(() => setDoing(null))
  const stopEditing = useStable((id: number) => {
    setDoing(null)
    // Who wrote there goes on there.
    requestAnimationFrame(() => document.getElementById(`note_${id}`)?.focus({ preventScroll: true }))
  })
  const press = ({ target }: MouseEvent) => {
    const anchor = target instanceof Element ? target.closest<HTMLElement>('[data-menu]') : null
    const id = Number(anchor?.closest<HTMLElement>('[data-note]')?.dataset.note)
    const note = notes.find(one => one.id === id)
    if (anchor && note) setMenu({ note, anchor })
  }
  const quote = (note: Note) => {
    if (personId === null) return
    const words = selectionIn(document.getElementById(`note_${note.id}`)) || note.body
    quoteInto({ personId, issueId, internal: note.internal, words })
    runAction(note.internal ? 'note' : 'reply')
  }
  return (
    <section aria-label="Thread">
      <h2 className="sr-only">Notes and changes</h2>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons in it are what is pressed */}
      <ol className="flex flex-col" onClick={press}>
        {items.map(item =>
          'changes' in item ? (
            <Changes key={item.key} changes={item.changes} marked={marked} />
          ) : (
            <ThreadNote
              key={item.key}
              note={item.note}
              isMarked={item.note.id === marked}
              isNew={arrived.has(item.note.id)}
              isEditing={doing?.what === 'edit' && doing.note.id === item.note.id}
              stopEditing={stopEditing}
            />
          ),
        )}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
      {menu && (
        <NoteMenu
          {...menu}
          onClose={() => setMenu(null)}
          choose={(what, note) => setDoing({ what, note })}
          quote={personId === null || isArchived ? undefined : quote}
        />
      )}
      {doing && <Dialogs doing={doing} onClose={stop} />}
    </section>
  )
}

function Dialogs({ doing: { what, note }, onClose }: { doing: Doing; onClose: () => void }) {
  if (what === 'delete') return <DeleteDialog note={note} onClose={onClose} />
  if (what === 'edit') return null
  return (
    <Suspense>
      {what === 'split' ? (
        <SplitDialog note={note} onClose={onClose} />
      ) : (
        <MailDialog noteId={note.id} first={what} onClose={onClose} />
      )}
    </Suspense>
  )
}

/** The note that the address names; it is brought into sight once. */
function useMarked(): number | null {
  const { hash } = useLocation()
  const id = /^note_(\d+)$/.exec(hash)?.[1]
  useEffect(() => {
    if (id === undefined) return
    const element = document.getElementById(`note_${id}`)
    element?.focus({ preventScroll: true })
    return bringIntoSight(element, { block: 'center' })
  }, [id])
  return id === undefined ? null : Number(id)
}

/** The same function for good, so that no note is drawn again for it. */
function useStable<Given extends unknown[]>(run: (...given: Given) => void) {
  return useRef(run).current
}
