// What was found?
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MergeRequest } from '../../api/merge-requests.ts'
import type { IssueHit, NoteHit, Scope } from '../../api/search.ts'
import type { Milestone, Project, UserBasic } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { IssueLine, MergeRequestLine, MilestoneLine, NoteLine, PersonLine, ProjectLine } from './lines.tsx'

type Found = { rows: unknown[]; total: number | null }
type Props = { scope: Scope; query: UseInfiniteQueryResult<InfiniteData<Found>> }

export function Hits({ scope, query }: Props) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <p className="late py-6 text-faint">Looking…</p>
  const rows = data.pages.flatMap(page => page.rows)
  const total = data.pages[0]?.total ?? null
  return (
    <>
      <p role="status" className="sr-only">
        {total === null ? 'Very many found' : `${total} found`}
      </p>
      {rows.length === 0 ? (
        <Empty icon={SearchX} title="Nothing found">
          <p>Try fewer words, or the beginning of one. Only what you may see is searched.</p>
        </Empty>
      ) : (
        <>
          <p aria-hidden="true" className="tabular py-1 text-faint text-xs">
            {total === null ? 'More than 10,000 found' : `${total.toLocaleString()} found`}
          </p>
          <ul className="flex flex-col divide-y divide-line">
            {rows.map(row => (
              <li key={(row as { id: number }).id}>{lineOf(scope, row)}</li>
            ))}
          </ul>
        </>
      )}
      {hasNextPage && (
        <Button
          className="mt-4 self-center"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  )
}

function lineOf(scope: Scope, row: unknown): ReactNode {
  if (scope === 'issues') return <IssueLine hit={row as IssueHit} />
  if (scope === 'notes') return <NoteLine hit={row as NoteHit} />
  if (scope === 'merge_requests') return <MergeRequestLine hit={row as MergeRequest} />
  if (scope === 'projects') return <ProjectLine project={row as Project} />
  if (scope === 'users') return <PersonLine person={row as UserBasic} />
  return <MilestoneLine milestone={row as Milestone} />
}
