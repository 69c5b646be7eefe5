// How does the row that one reads stay where it is when others come in above it?
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { IssueRow } from '../../api/issues.ts'
import { onNews } from '../../live-lists.ts'
import { rowsIn } from './useListKeys.ts'

/** `place` names the list. Gives back what came in, in words for screen readers. */
export function useStandstill(
  element: RefObject<HTMLElement | null>,
  rows: readonly IssueRow[],
  place: string,
): string {
  const held = useRef<{ row: Element; top: number } | null>(null)
  const [news, setNews] = useState('')
  useEffect(
    () =>
      onNews((key, arrived) => {
        if (JSON.stringify(key) !== place) return
        const row = anchor(element.current)
        held.current = row && { row, top: row.getBoundingClientRect().top }
        if (arrived.length === 1) setNews(`New: ${arrived[0]?.title}`)
        else if (arrived.length > 1) setNews(`${arrived.length} new`)
      }),
    [element, place],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the rows
  useLayoutEffect(() => {
    const { row, top } = held.current ?? {}
    held.current = null
    if (!row?.isConnected || top === undefined) return
    const moved = row.getBoundingClientRect().top - top
    if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' })
  }, [rows])
  return news
}

/** The row with the focus or under the pointer, else the first in sight once one has scrolled into the list. */
function anchor(list: HTMLElement | null): Element | null {
  if (list === null) return null
  const focused = rowsIn.of(document.activeElement)
  if (focused && list.contains(focused)) return focused
  const under = list.querySelector('li[data-row]:hover')
  if (under || list.getBoundingClientRect().top >= 0) return under
  return [...list.children].find(row => row.getBoundingClientRect().bottom > 0) ?? null
}
