// Which rows are chosen for a change of many at once?
import { useCallback, useMemo, useRef, useState } from 'react'
import type { IssueRow } from '../../api/issues.ts'

/** `list` names what is shown: another tab or filter begins with nothing chosen. */
export function useSelection(rows: readonly IssueRow[], list: string) {
  const [held, setHeld] = useState<{ list: string; ids: ReadonlySet<number> }>({ list, ids: none })
  const ids = held.list === list ? held.ids : none
  /** Where a range begins: the row that was pressed last. */
  const last = useRef<number | null>(null)
  const latest = useRef({ rows, ids, list })
  latest.current = { rows, ids, list }
  const toggle = useCallback((id: number, range = false) => {
    const { rows, ids, list } = latest.current
    const next = new Set(ids)
    const on = !next.has(id)
    for (const each of range ? between(rows, last.current, id) : [id]) {
      if (on) next.add(each)
      else next.delete(each)
    }
    last.current = id
    setHeld({ list, ids: next })
  }, [])
  const all = useCallback(() => {
    const { rows, list } = latest.current
    setHeld({ list, ids: new Set(rows.map(({ id }) => id)) })
  }, [])
  const clear = useCallback(() => setHeld({ list: latest.current.list, ids: none }), [])
  const chosen = useMemo(() => rows.filter(({ id }) => ids.has(id)), [rows, ids])
  return { ids, chosen, toggle, all, clear }
}
export type Selection = ReturnType<typeof useSelection>

const none: ReadonlySet<number> = new Set()

function between(rows: readonly IssueRow[], from: number | null, to: number): number[] {
  const [a, b] = [from, to].map(id => rows.findIndex(row => row.id === id))
  if (a === undefined || b === undefined || a === -1 || b === -1) return [to]
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id)
}
