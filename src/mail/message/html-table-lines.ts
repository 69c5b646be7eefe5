// How does an HTML table become lines?
import { type Conversion, target } from './html-conversion.ts'
import { createMarkdownWriter, endBlock, textOf, writeLines, writeText } from './markdown-writer.ts'

/** Characters of one cell; dataTablesIn lets only short ones through. */
const cellLength = 4000

function endCell(state: Conversion): void {
  const { tables } = state
  if (tables.cell === null) return
  tables.row.push(
    textOf(tables.cell)
      .replace(/\s*\n\s*/g, ' ')
      .replace(/(?<!\\)\|/g, '\\|'),
  )
  tables.cell = null
}

function endRow(state: Conversion): void {
  endCell(state)
  const { tables, writer } = state
  const { row } = tables
  tables.row = []
  if (row.length === 0) return
  const lines = [`| ${row.join(' | ')} |`]
  if (tables.rows++ === 0) lines.push(`|${' --- |'.repeat(row.length)}`)
  writeLines(writer, lines)
}

/** A data table becomes a Markdown table, any other one lines; the answer ends it. */
export function enterTable(state: Conversion): () => void {
  const { tables, writer } = state
  const holdsData = tables.data.has(tables.seen++)
  endBlock(writer, 2)
  if (!holdsData) return () => endBlock(writer, 2)
  Object.assign(tables, { inData: true, rows: 0, row: [] })
  return () => {
    endRow(state)
    tables.inData = false
    endBlock(writer, 2)
  }
}

/** A row or cell; in tables that only place things, cells are words of one line. */
export function enterTableCell(state: Conversion, name: string): (() => void) | null {
  const { tables } = state
  if (!tables.inData) {
    if (name === 'tr') endBlock(target(state), 1)
    else writeText(target(state), ' ')
    return null
  }
  if (name === 'tr') {
    endRow(state)
    return () => endRow(state)
  }
  endCell(state)
  tables.cell = createMarkdownWriter(cellLength)
  return () => endCell(state)
}
