// Which commits would be merged?
import { useQuery } from '@tanstack/react-query'
import { mergeRequestCommitsQuery } from '../../api/merge-requests.ts'
import { CommitLine } from '../../code/CommitLine.tsx'
import { Failed } from '../../components/Failed.tsx'

export function Commits({ path, iid }: { path: string; iid: number }) {
  const { data, error, refetch } = useQuery(mergeRequestCommitsQuery(path, iid))
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <p className="late py-6 text-faint">Looking…</p>
  if (data.rows.length === 0)
    return <p className="py-6 text-muted text-sm">No commit that the target lacks.</p>
  return (
    <>
      <ul aria-label="Commits" className="mt-3 divide-y divide-line rounded-md border border-line">
        {data.rows.map(commit => (
          <li key={commit.id}>
            <CommitLine path={path} commit={commit} />
          </li>
        ))}
      </ul>
      {data.next !== null && <p className="py-3 text-muted text-sm">These are the newest hundred.</p>}
    </>
  )
}
