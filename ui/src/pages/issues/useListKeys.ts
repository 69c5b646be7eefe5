// Which keys work in a list, and on which rows?
import { CircleCheck, Flag, Tag, UserRound } from 'lucide-react'
import type { RefObject } from 'react'
import { useActions } from '../../actions.ts'
import type { IssueRow } from '../../api/issues.ts'
import type { What } from '../../editing/EditPicker.tsx'
import type { Selection } from './useSelection.ts'

const of = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('li[data-row]') : null
const link = (item: Element | null | undefined) => item?.querySelector<HTMLElement>('a') ?? null

/** Rows as they stand in the page. */
export const rowsIn = {
  of,
  link,
  /** The row goes away or its place does: who stood there stands on the next one. */
  leave(item: HTMLElement, count: number) {
    if (count !== 1 || of(document.activeElement) !== item) return
    link(item.nextElementSibling ?? item.previousElementSibling)?.focus()
  },
}

type Given = {
  element: RefObject<HTMLUListElement | null>
  rowAt: (item: HTMLElement | null) => IssueRow | undefined
  selection: Selection
  canEdit: boolean
  act: (what: What | 'state', item: HTMLElement, rows: readonly IssueRow[]) => void
}

export function useListKeys({ element, rowAt, selection, canEdit, act }: Given): void {
  /** The row with the focus, else the one under the pointer. */
  const here = () => {
    const focused = of(document.activeElement)
    return focused && element.current?.contains(focused)
      ? focused
      : (element.current?.querySelector<HTMLElement>('li[data-row]:hover') ?? null)
  }
  const move = (down: boolean) => () => {
    const at = here()
    const to = at ? (down ? at.nextElementSibling : at.previousElementSibling) : firstInSight(element.current)
    const next = link(to)
    next?.focus({ preventScroll: true })
    next?.closest('li')?.scrollIntoView({ block: 'nearest' })
  }
  const doing = (what: What | 'state') => () => {
    const item = here()
    const row = rowAt(item)
    const rows = selection.chosen.length > 0 ? selection.chosen : row ? [row] : []
    const at = item ?? element.current?.querySelector<HTMLElement>('li[data-row]')
    if (at && rows.length > 0) act(what, at, rows)
  }
  const group = 'List'
  const walking = [
    { id: 'list-next', label: 'Next row', group, keys: 'j', hidden: true, run: move(true) },
    { id: 'list-before', label: 'Row before', group, keys: 'k', hidden: true, run: move(false) },
  ]
  const changing = [
    {
      id: 'list-select',
      label: 'Select the row',
      group,
      keys: 'x',
      hidden: true,
      run: () => {
        const row = rowAt(here())
        if (row) selection.toggle(row.id)
      },
    },
    { id: 'list-assign', label: 'Assign', group, keys: 'a', icon: UserRound, run: doing('assign') },
    { id: 'list-label', label: 'Label', group, keys: 'l', icon: Tag, run: doing('label') },
    {
      id: 'list-milestone',
      label: 'Set the milestone',
      group,
      keys: 'm',
      icon: Flag,
      run: doing('milestone'),
    },
    { id: 'list-state', label: 'Close or reopen', group, keys: 'e', icon: CircleCheck, run: doing('state') },
    { id: 'list-none', label: 'Select nothing', group, keys: 'Escape', hidden: true, run: selection.clear },
  ]
  useActions(canEdit ? [...walking, ...changing] : walking)
}

function firstInSight(list: HTMLElement | null): Element | null {
  const rows = [...(list?.children ?? [])]
  return rows.find(row => row.getBoundingClientRect().top >= 0) ?? rows.at(-1) ?? null
}
