// How does a table become a file for a spreadsheet? RFC 4180, in UTF-8, with nothing in it that a spreadsheet would run.

/** What a spreadsheet takes for the beginning of a formula; labels and domains are named by strangers. */
const formula = /^[=+\-@\t\r\n]/

type Cell = string | number | null | undefined

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const harmless = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A header row and one row for each of `rows`, in the order of `columns`. */
export function csv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Partial<Record<Column, Cell>>[],
): string {
  const lines = [columns, ...rows.map(row => columns.map(column => row[column]))]
  return lines.map(line => `${line.map(cell).join(',')}\r\n`).join('')
}
