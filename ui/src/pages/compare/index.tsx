// What does one branch have that another lacks?
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowRight, GitCompare } from 'lucide-react'
import { ApiError } from '../../api/client.ts'
import { type Comparison, compareQuery } from '../../api/repository.ts'
import { CommitLine } from '../../code/CommitLine.tsx'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Diff } from '../../components/diff/Diff.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { codeParam, codeRest, pathParam } from '../../urls.ts'

export default function Page() {
  const path = usePath() ?? ''
  const navigate = useNavigate()
  const { project, isDeveloper } = useProject(path)
  const { from, to } = useEnds(project?.default_branch ?? '')
  const go = (next: { from?: string; to?: string }) => {
    const ends = { from, to, ...next }
    if (ends.from === '' || ends.to === '')
      void navigate({
        to: '/p/$path/compare',
        params: { path: pathParam(path) },
        search: ends,
        replace: true,
      })
    else
      void navigate({
        to: '/p/$path/compare/$at',
        params: { path: pathParam(path), at: codeParam(`${ends.from}...${ends.to}`) },
        replace: true,
      })
  }
  const query = new URLSearchParams({
    'merge_request[source_branch]': to,
    'merge_request[target_branch]': from,
  })
  const differs = from !== '' && to !== '' && from !== to
  return (
    <>
      <PageHeader
        title="Compare"
        path={path}
        actions={
          differs &&
          isDeveloper && (
            <a
              href={`/${path}/-/merge_requests/new?${query}`}
              className="inline-flex h-8 items-center rounded-md bg-accent px-3 font-medium text-on-accent text-sm hover:bg-accent-strong"
            >
              Open a merge request
            </a>
          )
        }
      />
      <Column>
        <div className="flex flex-wrap items-center gap-2 pb-4">
          <RefPicker path={path} value={from} onChange={ref => go({ from: ref })} label="From" />
          <ArrowRight aria-hidden="true" className="size-4 text-faint" />
          <RefPicker path={path} value={to} onChange={ref => go({ to: ref })} label="To" />
        </div>
        {differs ? (
          <Shown path={path} from={from} to={to} />
        ) : (
          <Empty icon={GitCompare} title="Choose two branches, tags or commits">
            <p>Shown is what the second has and the first lacks.</p>
          </Empty>
        )}
      </Column>
    </>
  )
}

/** GitLab's address has them as `from...to`; links within the desk may say them one by one. */
function useEnds(base: string): { from: string; to: string } {
  const { at } = useParams({ strict: false })
  const { from, to } = useSearch({ strict: false })
  if (at !== undefined) {
    const [first = '', second = ''] = codeRest(at).split('...')
    return { from: first, to: second }
  }
  return { from: typeof from === 'string' ? from : base, to: typeof to === 'string' ? to : '' }
}

function Shown({ path, from, to }: { path: string; from: string; to: string }) {
  const { data, error, refetch } = useQuery(compareQuery(path, from, to))
  if (error instanceof ApiError && error.status === 404)
    return (
      <Empty icon={GitCompare} title="One of them is not there">
        <p role="alert">Choose again: no branch, tag or commit has that name.</p>
      </Empty>
    )
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <p className="late py-6 text-faint">Looking…</p>
  if (data.commits.length === 0)
    return (
      <Empty icon={GitCompare} title="Nothing to compare">
        <p>
          {from} has everything that {to} has.
        </p>
      </Empty>
    )
  return (
    <>
      <section className="pb-4">
        <h2 className="pb-1 font-medium text-sm">{howMany(data)}</h2>
        <ul className="divide-y divide-line rounded-md border border-line">
          {data.commits.toReversed().map(commit => (
            <li key={commit.id}>
              <CommitLine path={path} commit={commit} />
            </li>
          ))}
        </ul>
      </section>
      <Diff files={data.diffs} />
    </>
  )
}

/** The desk counts no further. */
const maxCounted = 10_000

function howMany({ commits, commits_count: count }: Comparison): string {
  const said = count > maxCounted ? `More than ${maxCounted.toLocaleString()}` : count.toLocaleString()
  const all = count === 1 ? '1 commit' : `${said} commits`
  return count > commits.length ? `${all}; the newest ${commits.length} are listed` : all
}
