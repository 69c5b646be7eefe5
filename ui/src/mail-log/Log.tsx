// How is a log of mails read? Filters above, a line a mail that opens in place, more on demand.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { MailSearch } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../components/Button.tsx'
import { Empty } from '../components/Empty.tsx'
import { Failed } from '../components/Failed.tsx'

type Rows<T> = { rows: T[] }
type Props<T> = {
  query: UseInfiniteQueryResult<InfiniteData<Rows<T>>>
  /** What the list is, for screen readers. */
  label: string
  /** What stands here when there is nothing, filtered or not. */
  empty: { title: string; text: string }
  line: (row: T) => ReactNode
}

export function Log<T extends { id: number }>({ query, label, empty, line }: Props<T>) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (error && data === undefined) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late py-6 text-faint">Looking…</p>
  const rows = data.pages.flatMap(page => page.rows)
  if (rows.length === 0) {
    return (
      <Empty icon={MailSearch} title={empty.title}>
        <p>{empty.text}</p>
      </Empty>
    )
  }
  return (
    <>
      <ul aria-label={label} className="flex flex-col divide-y divide-line border-line border-y">
        {rows.map(row => (
          <li key={row.id}>{line(row)}</li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          className="mt-4 self-center"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </>
  )
}
