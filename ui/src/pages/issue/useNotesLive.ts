// How do notes come in while one reads? In their place, said to screen readers, and nothing that is read or written moves.
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { Note } from '../../api/types.ts'
import { writerOf } from './items.ts'

/** @param composer what must stay where it is while somebody writes in it */
export function useNotesLive(
  notes: readonly Note[],
  personId: number | null,
  composer: RefObject<HTMLElement | null>,
) {
  const known = useRef<Set<number>>(undefined)
  known.current ??= new Set(notes.map(({ id }) => id))
  const fresh = notes.filter(
    ({ id, system, author, external_author }) =>
      id > 0 && !system && !known.current?.has(id) && (author.id !== personId || external_author !== null),
  )
  useSteady(notes, composer)
  const last = fresh.at(-1)
  return {
    arrived: new Set(fresh.map(({ id }) => id)),
    said: last ? `New ${last.internal ? 'internal note' : 'note'} by ${writerOf(last)}` : '',
  }
}

/** Where the composer stands before and after the thread grew: the difference is scrolled away. */
function useSteady(notes: readonly Note[], composer: RefObject<HTMLElement | null>): void {
  const shown = useRef(notes)
  const element = composer.current
  const writes = element?.contains(document.activeElement)
  const before = writes && shown.current !== notes ? element?.getBoundingClientRect().top : undefined
  useLayoutEffect(() => {
    shown.current = notes
    const after = composer.current?.getBoundingClientRect().top
    if (before !== undefined && after !== undefined && after !== before) scrollBy(0, after - before)
  })
}
