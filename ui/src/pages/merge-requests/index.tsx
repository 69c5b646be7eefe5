// Which merge requests are there?
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { GitPullRequest, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useActions } from '../../actions.ts'
import { mergeRequestsQuery } from '../../api/merge-requests.ts'
import { cx } from '../../components/cx.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { MergeRequestLine } from '../../merge-request/Line.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'

const states = [
  ['opened', 'Open'],
  ['merged', 'Merged'],
  ['closed', 'Closed'],
  ['all', 'All'],
] as const
const whose = [
  ['all', 'Everybody’s'],
  ['created_by_me', 'Mine'],
  ['assigned_to_me', 'Assigned to me'],
  ['reviews_for_me', 'For my review'],
] as const

const known = <T extends string>(of: readonly (readonly [T, string])[], given: unknown, otherwise: T): T =>
  of.find(([value]) => value === given)?.[0] ?? otherwise

export default function Page() {
  const path = usePath() ?? ''
  const navigate = useNavigate()
  const found = useSearch({ strict: false })
  const person = usePerson()
  const state = known(states, found.state, 'opened')
  const scope = known(whose, found.scope, 'all')
  const search = typeof found.search === 'string' ? found.search : ''
  const { isDeveloper, project } = useProject(path)
  const query = useInfiniteQuery(mergeRequestsQuery(path, { state, scope, search }))
  const rows = query.data?.pages.flatMap(page => page.rows) ?? []
  const go = (change: Record<string, string | undefined>) =>
    void navigate({ to: '.', search: { ...found, ...change }, replace: true })
  const begin = () => void navigate({ to: '/p/$path/merge_requests/new', params: { path: pathParam(path) } })
  const writes = isDeveloper && !project?.archived
  useActions(
    writes
      ? [
          {
            id: 'new-merge-request',
            label: 'New merge request',
            group: 'Merge requests',
            keys: 'c',
            icon: Plus,
            run: begin,
          },
        ]
      : [],
  )
  return (
    <>
      <PageHeader title="Merge requests" path={path} actions={writes && <New path={path} />} />
      <Column>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
          <Pills
            label="State"
            choices={states}
            chosen={state}
            choose={one => go({ state: one === 'opened' ? undefined : one })}
          />
          {person && (
            <Pills
              label="Whose"
              choices={whose}
              chosen={scope}
              choose={one => go({ scope: one === 'all' ? undefined : one })}
            />
          )}
          <Search key={search} first={search} find={text => go({ search: text || undefined })} />
        </div>
        {query.error && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.data && rows.length === 0 && (
          <Nothing
            path={path}
            filtered={search !== '' || scope !== 'all' || state !== 'opened'}
            writes={writes}
          />
        )}
        {rows.length > 0 && (
          <ul aria-label="Merge requests" className="divide-y divide-line border-line border-y">
            {rows.map(row => (
              <MergeRequestLine key={row.id} path={path} row={row} />
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

type PillsProps<T extends string> = {
  label: string
  choices: readonly (readonly [T, string])[]
  chosen: T
  choose: (one: T) => void
}

const Pills = <T extends string>({ label, choices, chosen, choose }: PillsProps<T>) => (
  <fieldset className="flex flex-wrap gap-1">
    <legend className="sr-only">{label}</legend>
    {choices.map(([value, said]) => (
      <button
        key={value}
        type="button"
        aria-pressed={value === chosen}
        onClick={() => choose(value)}
        className={cx(
          'h-7 rounded-full border px-3 text-xs',
          value === chosen
            ? 'border-accent bg-accent-soft font-medium text-accent-strong'
            : 'border-line text-muted hover:bg-hover hover:text-ink',
        )}
      >
        {said}
      </button>
    ))}
  </fieldset>
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
          ? 'Choose another state, or look for other words.'
          : 'Push a branch, then propose here to merge it: others look at it, and issues that it names close with it.'}
      </p>
    </Empty>
  )
}
