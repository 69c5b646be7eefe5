// What do clicks and the pointer do in a list? One ear for all rows, so that a thousand of them stay light.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { type FocusEvent, type MouseEvent, type RefObject, useCallback, useRef, useState } from 'react'
import { type IssueRow, pathOf } from '../../api/issues.ts'
import type { What } from '../../editing/EditPicker.tsx'
import { pathParam } from '../../urls.ts'
import { issueUrl } from './place.ts'
import { rowsIn } from './useListKeys.ts'
import { useReturn } from './useReturn.ts'
import type { Selection } from './useSelection.ts'

type Given = {
  rows: readonly IssueRow[]
  rowAt: (item: HTMLElement | null) => IssueRow | undefined
  selection: Selection
  act: (what: What | 'state', item: HTMLElement, rows: readonly IssueRow[]) => void
  /** Names the list. */
  place: string
  element: RefObject<HTMLElement | null>
}

export function useEars({ rows, rowAt, selection, act, place, element }: Given) {
  const [hovered, setHovered] = useState<number | null>(null)
  const { open, prefetch } = useOpening(rows)
  const remember = useReturn(element, place)
  const onClick = (event: MouseEvent) => {
    const item = rowsIn.of(event.target)
    const row = rowAt(item)
    if (!item || !row || event.defaultPrevented || !(event.target instanceof Element)) return
    const doing = event.target.closest<HTMLElement>('[data-do]')?.dataset.do
    if (doing === 'select') selection.toggle(row.id, event.shiftKey)
    else if (doing) act(doing as What | 'state', item, [row])
    else if (!event.target.closest('label') && opensHere(event)) {
      event.preventDefault()
      remember(row.id)
      open(row)
    }
  }
  const onPointerOver = (event: MouseEvent) => {
    const row = rowAt(rowsIn.of(event.target))
    if (!row || row.id === hovered) return
    setHovered(row.id)
    prefetch(row)
  }
  const onFocus = (event: FocusEvent) => {
    const row = rowAt(rowsIn.of(event.target))
    if (row) prefetch(row)
  }
  const onPointerLeave = () => setHovered(null)
  return { hovered, ears: { onClick, onPointerOver, onPointerLeave, onFocus } }
}

/** Other buttons and keys mean another tab or window; the browser does that with the row's link. */
const opensHere = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** The pointer has to rest a moment before a ticket is read ahead. */
const restMilliseconds = 40

function useOpening(rows: readonly IssueRow[]) {
  const client = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(rows)
  latest.current = rows
  const open = useCallback(
    (row: IssueRow) => {
      const path = pathOf(row)
      // The ticket's page goes on with `[` and `]` in the order that was read here.
      client.setQueryDefaults(['neighbours'], { gcTime: Number.POSITIVE_INFINITY })
      client.setQueryData(
        ['neighbours', path],
        latest.current.filter(one => pathOf(one) === path).map(({ iid }) => iid),
      )
      void navigate({ href: issueUrl(row) })
    },
    [client, navigate],
  )
  const prefetch = useCallback(
    (row: IssueRow) => {
      clearTimeout(timer.current)
      const params = { path: pathParam(pathOf(row)), iid: String(row.iid) }
      timer.current = setTimeout(
        () => void router.preloadRoute({ to: '/p/$path/issues/$iid', params }),
        restMilliseconds,
      )
    },
    [router],
  )
  return { open, prefetch }
}
