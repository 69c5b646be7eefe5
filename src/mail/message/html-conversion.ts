// Where does the conversion of an HTML mail stand?
import type { MarkdownWriter } from './markdown-writer.ts'

/** An open element and how to leave it. */
export type Open = { name: string; leave: (() => void) | null; hides: boolean }

export type Conversion = {
  writer: MarkdownWriter
  stack: Open[]
  /** Open elements whose content nobody sees. */
  hidden: number
  showHidden: boolean
  pre: { text: string; fenced: boolean } | null
  /** Open lists, innermost last: the number of the next item, null for bullets. */
  lists: (number | null)[]
  tables: {
    data: Set<number>
    seen: number
    /** Inside a data table. */
    inData: boolean
    row: string[]
    rows: number
    cell: MarkdownWriter | null
  }
  /** Text before the first quote container of a mail program. */
  beforeQuote: string | null
}

/** Where text goes now: the cell of a data table, or the page. */
export const target = (state: Conversion): MarkdownWriter => state.tables.cell ?? state.writer
