// How does one walk through a list? By pointer and by key; it grows at its end and stands still while it is read.
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { type IssueRow, pathOf } from '../../api/issues.ts'
import type { What } from '../../editing/EditPicker.tsx'
import { stateEdit } from '../../editing/edits.ts'
import { useEdits } from '../../editing/useEdits.ts'
import { More } from './More.tsx'
import type { List } from './place.ts'
import { Row } from './Row.tsx'
import { useEars } from './useEars.ts'
import { rowsIn, useListKeys } from './useListKeys.ts'
import { useSelection } from './useSelection.ts'
import { useStandstill } from './useStandstill.ts'

// Lists to choose from are made when they are asked for; most looks at a list ask for none.
const EditPicker = lazy(async () => ({ default: (await import('../../editing/EditPicker.tsx')).EditPicker }))
const BulkBar = lazy(async () => ({ default: (await import('./BulkBar.tsx')).BulkBar }))

type Props = { list: List; label: string; canEdit: boolean; showProject: boolean }
type Picking = { what: What; rows: readonly IssueRow[]; anchor: HTMLElement }

export function Rows({ list, label, canEdit, showProject }: Props) {
  const { rows, keys } = list
  const place = JSON.stringify(keys.rows)
  const element = useRef<HTMLUListElement>(null)
  const [picking, setPicking] = useState<Picking | null>(null)
  const selection = useSelection(rows, place)
  const edit = useEdits(keys.counts)
  const byId = useMemo(() => new Map(rows.map(row => [String(row.id), row])), [rows])
  const rowAt = useCallback((item: HTMLElement | null) => byId.get(item?.dataset.row ?? ''), [byId])
  const news = useStandstill(element, rows, place)
  const act = (what: What | 'state', item: HTMLElement, which: readonly IssueRow[]) => {
    if (what !== 'state') return setPicking({ what, rows: which, anchor: rowsIn.link(item) ?? item })
    rowsIn.leave(item, which.length)
    edit(stateEdit(which))
    selection.clear()
  }
  useListKeys({ element, rowAt, selection, canEdit, act })
  const { hovered, ears } = useEars({ rows, rowAt, selection, act, place, element })
  const shownPicking = picking && { ...picking, rows: picking.rows.map(row => byId.get(`${row.id}`) ?? row) }
  return (
    <>
      <p role="status" className="sr-only">
        {news}
      </p>
      <ul
        ref={element}
        aria-label={label}
        data-selecting={selection.ids.size > 0 || undefined}
        aria-busy={list.query.isPlaceholderData}
        className={list.query.isPlaceholderData ? 'opacity-60' : undefined}
        {...ears}
      >
        {rows.map(row => (
          <Row
            key={row.id}
            row={row}
            selected={selection.ids.has(row.id)}
            canEdit={canEdit}
            hovered={row.id === hovered}
            showProject={showProject}
          />
        ))}
      </ul>
      <More query={list.query} />
      <Suspense>
        {shownPicking && (
          <EditPicker
            {...shownPicking}
            path={pathOf(shownPicking.rows[0] as IssueRow)}
            edit={edit}
            open
            onOpenChange={next => next || setPicking(null)}
          />
        )}
        {selection.chosen.length > 0 && <BulkBar selection={selection} loaded={rows.length} edit={edit} />}
      </Suspense>
    </>
  )
}
