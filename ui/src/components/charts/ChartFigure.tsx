// How is one chart framed? What it shows, its figures in large, and the same as a table or a file.
import { Download, Table2 } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '../Button.tsx'
import { cx } from '../cx.ts'

type Table = {
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
}

type Props = {
  title: string
  help: string
  /** The period's figures. */
  figures?: ReactNode
  table: Table
  fileUrl: string
  wide?: boolean
  children: ReactNode
}

export function ChartFigure({ title, help, figures, table, fileUrl, wide = false, children }: Props) {
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  return (
    <section
      aria-labelledby={id}
      className={cx('flex min-w-0 break-inside-avoid flex-col gap-3', wide && 'lg:col-span-2')}
    >
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          <p className="text-faint text-xs">{help}</p>
        </div>
        <div data-print="no" className="flex shrink-0 items-center">
          <Button
            small
            look="quiet"
            aria-label={`Table of ${title}`}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className={cx(asTable && 'bg-pressed text-ink')}
          >
            <Table2 aria-hidden="true" className="size-3.5" />
            Table
          </Button>
          <a
            href={fileUrl}
            download=""
            aria-label={`CSV of ${title}`}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-muted text-xs hover:bg-hover hover:text-ink"
          >
            <Download aria-hidden="true" className="size-3.5" />
            CSV
          </a>
        </div>
      </div>
      {figures && <dl className="flex flex-wrap gap-x-8 gap-y-2">{figures}</dl>}
      {asTable ? <DataTable label={title} table={table} /> : children}
    </section>
  )
}

/** As high as a chart; the rest is scrolled, by keys as well. On paper it stands whole. */
function DataTable({ label, table }: { label: string; table: Table }) {
  return (
    <section
      aria-label={`${label}, as a table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
      tabIndex={0}
      className="max-h-[max(220px,40vh)] overflow-auto rounded-md border border-line print:max-h-none"
    >
      <table className="tabular w-full text-sm">
        <thead>
          <tr>
            {table.head.map((text, index) => (
              <th
                key={text}
                scope="col"
                className={cx(
                  'sticky top-0 whitespace-nowrap bg-sunken px-2.5 py-1.5 font-medium text-muted text-xs',
                  index === 0 ? 'text-start' : 'text-end',
                )}
              >
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, cells: [first, ...rest] }) => (
            <tr key={key} className="border-line border-t">
              <th scope="row" className="min-w-28 px-2.5 py-1 text-start font-normal wrap-anywhere">
                {first}
              </th>
              {rest.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                <td key={index} className="whitespace-nowrap px-2.5 py-1 text-end">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
