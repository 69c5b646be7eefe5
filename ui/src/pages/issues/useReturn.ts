// Where does one stand who comes back from a ticket? On the row she left from; the router has put the scroll back.
import { type RefObject, useCallback, useEffect } from 'react'
import { rowsIn } from './useListKeys.ts'

const left = new Map<string, number>()

/** `place` names the list; gives back what to call when a row is opened. */
export function useReturn(element: RefObject<HTMLElement | null>, place: string): (id: number) => void {
  useEffect(() => {
    const id = left.get(place)
    left.delete(place)
    if (id === undefined) return
    // After the router's own restoring of the scroll, which waits for the first paint.
    const frame = requestAnimationFrame(() => {
      const row = element.current?.querySelector<HTMLElement>(`li[data-row="${id}"]`)
      const { top = -1, bottom = 0 } = row?.getBoundingClientRect() ?? {}
      if (top >= 0 && bottom <= innerHeight) rowsIn.link(row)?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [element, place])
  return useCallback(id => void left.set(place, id), [place])
}
