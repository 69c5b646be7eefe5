// How do the changes of a file read from top to bottom? What went away above what came.
import { Fragment } from 'react'
import { cx } from '../cx.ts'
import type { DiffLine, FileChange, Hunk } from './hunks.ts'
import { lineLooks, numberLook, signLook, textLook } from './looks.ts'
import type { DiffSlots } from './slots.ts'
import { sign, Text } from './Text.tsx'
import { changedWords } from './words.ts'

type Props = { file: FileChange; hunks: readonly Hunk[]; slots: DiffSlots }

export function Unified({ file, hunks, slots }: Props) {
  return (
    <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
      <caption className="sr-only">Changes of {file.new_path}</caption>
      <colgroup>
        <col className="w-11" />
        <col className="w-11" />
        <col className="w-5" />
        <col />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Line before</th>
          <th scope="col">Line after</th>
          <th scope="col">Change</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      <tbody>
        {hunks.map(hunk => (
          <Lines key={hunk.header} file={file} hunk={hunk} slots={slots} />
        ))}
      </tbody>
    </table>
  )
}

function Lines({ file, hunk, slots }: { file: FileChange; hunk: Hunk; slots: DiffSlots }) {
  const words = changedWords(hunk)
  return (
    <>
      <tr>
        <td colSpan={4} className="break-all bg-sunken px-3 py-0.5 text-muted">
          {hunk.header}
        </td>
      </tr>
      {hunk.lines.map(line => (
        <Fragment key={keyOf(line)}>
          <tr className={cx('group/line', lineLooks[line.kind])}>
            <td className={numberLook}>
              <span className="relative block">
                {slots.atLine && <AtLine>{slots.atLine(file, line)}</AtLine>}
                {line.old}
              </span>
            </td>
            <td className={numberLook}>{line.new}</td>
            <td className={signLook}>{sign[line.kind]}</td>
            <td className={textLook}>
              <Text line={line} span={words.get(line)} />
            </td>
          </tr>
          <Below colSpan={4}>{slots.below?.(file, line)}</Below>
        </Fragment>
      ))}
    </>
  )
}

export const keyOf = (line: DiffLine) => `${line.old ?? ''}:${line.new ?? ''}`

/** In no line's way until the line is pointed at or something in it has the focus. */
export const AtLine = ({ children }: { children: React.ReactNode }) => (
  <span className="absolute top-0 -left-1 flex h-5 items-center opacity-0 focus-within:opacity-100 group-hover/line:opacity-100">
    {children}
  </span>
)

export const Below = ({ colSpan, children }: { colSpan: number; children: React.ReactNode }) =>
  children ? (
    <tr>
      <td colSpan={colSpan} className="border-line border-y bg-canvas p-3 font-sans text-sm">
        {children}
      </td>
    </tr>
  ) : null
