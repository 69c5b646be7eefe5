// How does one walk through the list by keys?
import { Plus } from 'lucide-react'
import type { RefObject } from 'react'
import { useActions } from '../../actions.ts'

/** `begin` null: one may not open any. */
export function useKeys(list: RefObject<HTMLUListElement | null>, begin: (() => void) | null): void {
  const move = (by: 1 | -1) => () => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('li > span a') ?? [])]
    const at = links.findIndex(link => link.matches(':focus'))
    const next = at === -1 ? links[0] : links[at + by]
    next?.focus({ preventScroll: true })
    next?.closest('li')?.scrollIntoView({ block: 'nearest' })
  }
  const group = 'Merge requests'
  useActions([
    { id: 'list-next', label: 'Next row', group, keys: 'j', hidden: true, run: move(1) },
    { id: 'list-before', label: 'Row before', group, keys: 'k', hidden: true, run: move(-1) },
    ...(begin
      ? [{ id: 'new-merge-request', label: 'New merge request', group, keys: 'c', icon: Plus, run: begin }]
      : []),
  ])
}
