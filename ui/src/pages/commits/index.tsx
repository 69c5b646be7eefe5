// What was done to the code, day by day?
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { GitCommitHorizontal } from 'lucide-react'
import { type CodePlace, type Commit, commitsQuery, placeQuery } from '../../api/repository.ts'
import { CommitLine } from '../../code/CommitLine.tsx'
import { CodeLink } from '../../code/links.tsx'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { dayName, dayOf } from '../../times.ts'
import { codeParam, codeRest, pathParam } from '../../urls.ts'

export default function Page() {
  const path = usePath() ?? ''
  const navigate = useNavigate()
  const { at } = useParams({ strict: false })
  const { project } = useProject(path)
  const rest = at === undefined ? (project?.default_branch ?? '') : codeRest(at)
  const { data: place, error, refetch } = useQuery({ ...placeQuery(path, rest), enabled: rest !== '' })
  const go = (ref: string) =>
    void navigate({
      to: '/p/$path/commits/$at',
      params: { path: pathParam(path), at: codeParam(place?.path ? `${ref}/${place.path}` : ref) },
    })
  return (
    <>
      <PageHeader title="Commits" path={path} crumbs={place?.path && <File path={path} place={place} />} />
      <Column>
        <div className="flex min-h-8 pb-3">
          <RefPicker path={path} value={place?.ref ?? rest} onChange={go} />
        </div>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!error && place && <Commits key={`${place.ref} ${place.path}`} path={path} place={place} />}
      </Column>
    </>
  )
}

const File = ({ path, place }: { path: string; place: CodePlace }) => (
  <CodeLink
    to={place.type === 'blob' ? 'blob' : 'tree'}
    path={path}
    codeRef={place.ref}
    file={place.path}
    className="truncate hover:text-ink hover:underline"
  >
    {place.path}
  </CodeLink>
)

function Commits({ path, place }: { path: string; place: CodePlace }) {
  const query = useInfiniteQuery(commitsQuery(path, place))
  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <p className="late py-6 text-faint">Looking…</p>
  const rows = query.data.pages.flatMap(page => page.rows)
  if (rows.length === 0)
    return (
      <Empty icon={GitCommitHorizontal} title="No commit">
        <p>Nothing has touched this place.</p>
      </Empty>
    )
  return (
    <>
      {daysOf(rows).map(([day, commits]) => (
        <section key={day} className="pb-4">
          <h2 className="pb-1 text-muted text-sm">{dayName(day)}</h2>
          <ul className="divide-y divide-line rounded-md border border-line">
            {commits.map(commit => (
              <li key={commit.id}>
                <CommitLine path={path} commit={commit} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <ShowMore query={query} />
    </>
  )
}

/** By the viewer's days; where clocks disagree, a commit goes to its day and not to its neighbours in the history. */
function daysOf(commits: readonly Commit[]): [string, Commit[]][] {
  const days: [string, Commit[]][] = []
  for (const commit of commits) {
    const day = dayOf(commit.committed_date)
    const last = days.find(([name]) => name === day)
    if (last) last[1].push(commit)
    else days.push([day, [commit]])
  }
  return days
}
