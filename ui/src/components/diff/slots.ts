// What do pages put into a diff? Words below a line, things to press beside it, links above a file.
import type { ReactNode } from 'react'
import type { DiffLine, FileChange } from './hunks.ts'

export type DiffSlots = {
  /** Stands below the line, as wide as the diff: notes, or the field to write one. Null: nothing. */
  below?: (file: FileChange, line: DiffLine) => ReactNode
  /** Stands at the line's number, small, shown while the line is pointed at or focused: "add a note". */
  atLine?: (file: FileChange, line: DiffLine) => ReactNode
  /** Stands above the whole file, below its name. */
  above?: (file: FileChange) => ReactNode
  /** Stands at the right of the file's name: links, buttons. */
  actions?: (file: FileChange) => ReactNode
  /** Files with something to read below their lines are shown at once, however big. */
  keepOpen?: (file: FileChange) => boolean
}
