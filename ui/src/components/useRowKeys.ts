// How does one walk through a list without a mouse? With j and k from row to row; Enter opens.
import type { RefObject } from 'react'
import { useActions } from '../actions.ts'

/** @param links finds what stands for each row, within `list` */
export function useRowKeys(list: RefObject<HTMLElement | null>, links: string): void {
  const move = (by: 1 | -1) => () => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>(links) ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)]
    next?.focus({ preventScroll: true })
    next?.closest('li, tr')?.scrollIntoView({ block: 'nearest' })
  }
  const group = 'List'
  useActions([
    { id: 'list-next', label: 'Next row', group, keys: 'j', hidden: true, run: move(1) },
    { id: 'list-before', label: 'Row before', group, keys: 'k', hidden: true, run: move(-1) },
  ])
}
