// Which merge requests are there?
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { GitPullRequest, Plus } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useActions } from '../../actions.ts'
import { mergeRequestsQuery } from '../../api/merge-requests.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { Pills } from '../../components/Pills.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { useRowKeys } from '../../components/useRowKeys.ts'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { MergeRequestLine, mergeRequestLinks } from '../../merge-request/Line.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Filters } from './Filters.tsx'
import { addressOf, type Filter, filterOf, scopes, states, useConditions } from './filter.ts'

export default function Page() {
  const path = usePath() ?? ''
  const navigate = useNavigate()
  const filter = filterOf(useSearch({ strict: false }))
  const person = usePerson()
  const list = useRef<HTMLUListElement>(null)
  const { isDeveloper, project } = useProject(path)
  const conditions = useConditions(path, filter)
  const query = useInfiniteQuery({
    ...mergeRequestsQuery(path, conditions.query ?? {}),
    enabled: conditions.query !== null,
  })
  const rows = conditions.unknown ? [] : (query.data?.pages.flatMap(page => page.rows) ?? [])
  const change = (what: Partial<Filter>) =>
    void navigate({ to: '.', search: addressOf({ ...filter, ...what }) as never, replace: true })
  const begin = () => void navigate({ to: '/p/$path/merge_requests/new', params: { path: pathParam(path) } })
  const writes = isDeveloper && !project?.archived
  useRowKeys(list, mergeRequestLinks)
  const group = 'Merge requests'
  useActions(
    writes
      ? [{ id: 'new-merge-request', label: 'New merge request', group, keys: 'c', icon: Plus, run: begin }]
      : [],
  )
  const { state, ...narrowing } = addressOf(filter)
  const isFiltered = Object.values(narrowing).some(one => one !== undefined)
  return (
    <>
      <PageHeader title="Merge requests" path={path} actions={writes && <New path={path} />} />
      <Column>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
          <Pills label="State" choices={states} chosen={filter.state} choose={state => change({ state })} />
          {person && (
            <Pills label="Whose" choices={scopes} chosen={filter.scope} choose={scope => change({ scope })} />
          )}
          <Search key={filter.search} first={filter.search} find={search => change({ search })} />
          <Filters path={path} filter={filter} change={change} />
        </div>
        {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
        {(query.data || conditions.unknown) && rows.length === 0 && (
          <Nothing path={path} filtered={isFiltered || state !== undefined} writes={writes} />
        )}
        {rows.length > 0 && (
          <ul ref={list} aria-label="Merge requests" className="divide-y divide-line border-line border-y">
            {rows.map(row => (
              <MergeRequestLine key={row.id} row={row} />
            ))}
          </ul>
        )}
        <ShowMore query={query} />
      </Column>
    </>
  )
}

const New = ({ path }: { path: string }) => (
  <Link
    to="/p/$path/merge_requests/new"
    params={{ path: pathParam(path) }}
    className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
  >
    <Plus aria-hidden="true" className="size-4" />
    New merge request
  </Link>
)

function Search({ first, find }: { first: string; find: (text: string) => void }) {
  const [text, setText] = useState(first)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find(text.trim())
  }
  return (
    <search className="ml-auto w-60 max-md:w-full">
      <form onSubmit={submit}>
        <TextField
          label="Find merge requests"
          hideLabel
          type="search"
          placeholder="Title or description"
          value={text}
          onChange={event => setText(event.target.value)}
          onBlur={() => text.trim() !== first && find(text.trim())}
        />
      </form>
    </search>
  )
}

function Nothing({ path, filtered, writes }: { path: string; filtered: boolean; writes: boolean }) {
  return (
    <Empty
      icon={GitPullRequest}
      title={filtered ? 'Nothing matches' : 'No open merge request'}
      actions={writes && !filtered && <New path={path} />}
    >
      <p>
        {filtered
          ? 'Choose another state, take a filter away, or look for other words.'
          : 'Push a branch, then propose here to merge it: others look at it, and issues that it names close with it.'}
      </p>
    </Empty>
  )
}
