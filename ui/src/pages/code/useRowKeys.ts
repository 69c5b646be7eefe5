// How does one walk through a folder without a mouse? With j and k from name to name; Enter opens.
import type { RefObject } from 'react'
import { useActions } from '../../actions.ts'

export function useRowKeys(table: RefObject<HTMLTableElement | null>): void {
  const move = (by: 1 | -1) => () => {
    const names = [...(table.current?.querySelectorAll<HTMLElement>('tbody td:first-child a') ?? [])]
    const at = names.indexOf(document.activeElement as HTMLElement)
    names[Math.min(Math.max(at + by, 0), names.length - 1)]?.focus()
  }
  const group = 'List'
  useActions([
    { id: 'list-next', label: 'Next row', group, keys: 'j', hidden: true, run: move(1) },
    { id: 'list-before', label: 'Row before', group, keys: 'k', hidden: true, run: move(-1) },
  ])
}
