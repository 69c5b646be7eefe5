// How do two versions of a file read beside each other?
import { Fragment } from 'react'
import { cx } from '../cx.ts'
import { type DiffLine, type FileChange, type Hunk, type Row, rowsOf } from './hunks.ts'
import { lineLooks, numberLook, signLook, textLook } from './looks.ts'
import type { DiffSlots } from './slots.ts'
import { sign, Text } from './Text.tsx'
import { AtLine, Below, keyOf } from './Unified.tsx'
import { changedWords, type Span } from './words.ts'

type Props = { file: FileChange; hunks: readonly Hunk[]; slots: DiffSlots }

export function Split({ file, hunks, slots }: Props) {
  return (
    <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
      <caption className="sr-only">Changes of {file.new_path}, before and after</caption>
      <colgroup>
        <col className="w-11" />
        <col className="w-5" />
        <col />
        <col className="w-11" />
        <col className="w-5" />
        <col />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Line before</th>
          <th scope="col">Change</th>
          <th scope="col">Text before</th>
          <th scope="col">Line after</th>
          <th scope="col">Change</th>
          <th scope="col">Text after</th>
        </tr>
      </thead>
      <tbody>
        {hunks.map(hunk => (
          <Rows key={hunk.header} file={file} hunk={hunk} slots={slots} />
        ))}
      </tbody>
    </table>
  )
}

function Rows({ file, hunk, slots }: { file: FileChange; hunk: Hunk; slots: DiffSlots }) {
  const words = changedWords(hunk)
  const side = (line: DiffLine | null, which: 'old' | 'new') => (
    <Side line={line} which={which} span={line ? words.get(line) : undefined}>
      {/* An unchanged line stands on both sides and is spoken of once. */}
      {line && slots.atLine && (line.kind !== 'context' || which === 'new') && (
        <AtLine>{slots.atLine(file, line)}</AtLine>
      )}
    </Side>
  )
  return (
    <>
      <tr>
        <td colSpan={6} className="break-all bg-sunken px-3 py-0.5 text-muted">
          {hunk.header}
        </td>
      </tr>
      {rowsOf(hunk.lines).map(row => (
        <Fragment key={`${row.left ? keyOf(row.left) : ''} ${row.right ? keyOf(row.right) : ''}`}>
          <tr className="group/line">
            {side(row.left, 'old')}
            {side(row.right, 'new')}
          </tr>
          <Under row={row} file={file} slots={slots} />
        </Fragment>
      ))}
    </>
  )
}

type SideProps = {
  line: DiffLine | null
  which: 'old' | 'new'
  span: Span | undefined
  children: React.ReactNode
}

function Side({ line, which, span, children }: SideProps) {
  const edge = which === 'new' && 'border-line border-l'
  if (line === null) return <td colSpan={3} className={cx('bg-sunken', edge)} />
  const look = lineLooks[line.kind]
  return (
    <>
      <td className={cx(numberLook, look, edge)}>
        <span className="relative block">
          {children}
          {line[which]}
        </span>
      </td>
      <td className={cx(signLook, look)}>{sign[line.kind]}</td>
      <td className={cx(textLook, look)}>
        <Text line={line} span={span} />
      </td>
    </>
  )
}

/** What is said of either side stands below both. */
function Under({ row, file, slots }: { row: Row; file: FileChange; slots: DiffSlots }) {
  const { left, right } = row
  const lines = left === right ? [right] : [left, right]
  return lines.map(line =>
    line === null ? null : (
      <Below key={keyOf(line)} colSpan={6}>
        {slots.below?.(file, line)}
      </Below>
    ),
  )
}
