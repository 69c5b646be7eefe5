// Which merge requests wait for me, and what became of mine, in all projects?
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { GitPullRequest } from 'lucide-react'
import { useRef } from 'react'
import { mergeRequestsQuery } from '../../api/merge-requests.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Pills } from '../../components/Pills.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { useRowKeys } from '../../components/useRowKeys.ts'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { MergeRequestLine, mergeRequestLinks } from '../../merge-request/Line.tsx'
import { known, type Scope, states } from './filter.ts'

const scopes = [
  ['reviews_for_me', 'For my review'],
  ['assigned_to_me', 'Assigned to me'],
  ['created_by_me', 'Opened by me'],
] as const satisfies readonly (readonly [Scope, string])[]

export default function Page() {
  const found = useSearch({ strict: false })
  const navigate = useNavigate()
  const list = useRef<HTMLUListElement>(null)
  const scope = known(scopes, found.scope, 'reviews_for_me')
  const state = known(states, found.state, 'opened')
  const query = useInfiniteQuery(mergeRequestsQuery(null, { scope, state }))
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  const go = (change: Record<string, string>) =>
    void navigate({ to: '.', search: { scope, state, ...change } as never, replace: true })
  useRowKeys(list, mergeRequestLinks)
  return (
    <>
      <PageHeader title="My merge requests" />
      <Column>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
          <Pills label="Whose" choices={scopes} chosen={scope} choose={one => go({ scope: one })} />
          <Pills label="State" choices={states} chosen={state} choose={one => go({ state: one })} />
        </div>
        {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.data && rows.length === 0 && (
          <Empty icon={GitPullRequest} title="None here">
            <p>
              {scope === 'reviews_for_me' && state === 'opened'
                ? 'Nobody waits for your review.'
                : 'Choose another state, or whose they are.'}
            </p>
          </Empty>
        )}
        {rows.length > 0 && (
          <ul ref={list} aria-label="My merge requests" className="divide-y divide-line border-line border-y">
            {rows.map(row => (
              <MergeRequestLine key={row.id} row={row} full />
            ))}
          </ul>
        )}
        <ShowMore query={query} />
      </Column>
    </>
  )
}
