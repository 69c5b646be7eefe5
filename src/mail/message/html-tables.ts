// Which tables of this HTML hold data, and which only place things on a page?
import { readHtml } from './html-tokens.ts'

type Table = { ordinal: number; rows: number; columns: number; cells: number; text: number; layout: boolean }

const cellText = 300
const notInData = /^(?:ul|ol|pre|blockquote|h[1-6]|hr|form|img)$/

/**
 * Ordinals (in order of opening tags) of tables with two rows and columns or more, the same number of cells in each
 * row, short texts and no blocks: only those become Markdown tables. All others are flattened to lines.
 */
export function dataTablesIn(html: string): Set<number> {
  const found = new Set<number>()
  if (!/<table/i.test(html)) return found
  const open: Table[] = []
  let ordinal = 0
  const endRow = (table: Table) => {
    if (table.cells === 0) return
    table.rows++
    if (table.columns === 0) table.columns = table.cells
    if (table.columns !== table.cells || table.columns > 20) table.layout = true
    table.cells = 0
  }
  readHtml(html, {
    open: tag => {
      const table = open.at(-1)
      if (tag.name === 'table') {
        if (table) table.layout = true
        const layout = tag.attributes.get('role') === 'presentation'
        open.push({ ordinal: ordinal++, rows: 0, columns: 0, cells: 0, text: 0, layout })
      } else if (table && tag.name === 'tr') endRow(table)
      else if (table && (tag.name === 'td' || tag.name === 'th')) {
        table.cells++
        table.text = 0
        if (Number(tag.attributes.get('colspan') ?? 1) > 1) table.layout = true
      } else if (table && notInData.test(tag.name)) table.layout = true
    },
    close: name => {
      const table = open.at(-1)
      if (!table) return
      if (name === 'tr') endRow(table)
      if (name !== 'table') return
      endRow(table)
      if (!table.layout && table.rows >= 2 && table.columns >= 2) found.add(table.ordinal)
      open.pop()
    },
    text: text => {
      const table = open.at(-1)
      if (table) table.text += text.length
      if (table && table.text > cellText) table.layout = true
    },
  })
  return found
}
