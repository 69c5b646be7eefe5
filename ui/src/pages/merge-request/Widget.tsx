// Can it be merged now? If so, by this button; if not, why, and what to do.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX, GitMerge, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { closesQuery, type MergeRequestDetails } from '../../api/merge-requests.ts'
import { CommitLink } from '../../code/links.tsx'
import { Copy } from '../../components/Copy.tsx'
import { Time } from '../../components/Time.tsx'
import { pathParam } from '../../urls.ts'
import { MergeForm } from './MergeForm.tsx'

type Props = { path: string; row: MergeRequestDetails }

export function Widget({ path, row }: Props) {
  return (
    <section
      aria-label="Merge"
      className="flex flex-col gap-3 rounded-md border border-line bg-side px-4 py-3"
    >
      {row.state === 'merged' ? (
        <Merged path={path} row={row} />
      ) : row.state === 'closed' ? (
        <Said icon={<CircleX aria-hidden="true" className="size-5 text-bad" />}>
          Closed by <bdi>{row.closed_by?.name ?? 'somebody'}</bdi>
          {row.closed_at && (
            <>
              {' '}
              <Time at={row.closed_at} />
            </>
          )}
          . Its branches stay as they are.
        </Said>
      ) : (
        <Open path={path} row={row} />
      )}
      <Closes path={path} row={row} />
    </section>
  )
}

const Said = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div role="status" className="flex items-start gap-3 text-sm">
    <span className="shrink-0">{icon}</span>
    <div className="min-w-0">{children}</div>
  </div>
)

function Merged({ path, row }: Props) {
  return (
    <Said icon={<GitMerge aria-hidden="true" className="size-5 text-done" />}>
      Merged by <bdi>{row.merged_by?.name ?? 'somebody'}</bdi>
      {row.merged_at && (
        <>
          {' '}
          <Time at={row.merged_at} />
        </>
      )}
      {row.merge_commit_sha && (
        <>
          {' '}
          as{' '}
          <CommitLink path={path} sha={row.merge_commit_sha} className="font-mono text-xs underline">
            {row.merge_commit_sha.slice(0, 8)}
          </CommitLink>
        </>
      )}
      .{row.source_branch_exists ? ' The source branch is still there.' : ' The source branch is removed.'}
    </Said>
  )
}

/** What is in the way, and what to do about it. */
const obstacles: Partial<Record<MergeRequestDetails['detailed_merge_status'], string>> = {
  draft_status: 'It is a draft. Mark it as ready when it is to be merged.',
  commits_status: 'There is nothing to merge: the target branch has every commit of the source.',
  need_rebase:
    'The target branch has commits that are missing here, and this project merges without merge commits. Rebase the source branch and push it, or squash.',
  discussions_not_resolved: 'Some discussions are open, and this project wants them resolved first.',
  branch_missing: 'The source or the target branch does not exist any more.',
  unchecked: 'It is being found out whether this can be merged.',
}

function Open({ path, row }: Props) {
  const status = row.detailed_merge_status
  if (status === 'conflict') return <Conflicts row={row} />
  const obstacle = obstacles[status]
  const asks = status === 'need_rebase' && row.squash_option !== 'never' && row.merge_method === 'ff'
  return (
    <>
      {obstacle ? (
        <Said icon={<TriangleAlert aria-hidden="true" className="size-5 text-held" />}>{obstacle}</Said>
      ) : (
        <Said icon={<CircleCheck aria-hidden="true" className="size-5 text-open" />}>
          {row.user.can_merge
            ? 'It can be merged.'
            : `It can be merged by those who may merge into ${row.target_branch}.`}
        </Said>
      )}
      {row.user.can_merge && (!obstacle || asks) && <MergeForm key={row.sha} path={path} row={row} />}
    </>
  )
}

/** Others name branches, and these lines are pasted into a shell: `a$(b)` is nothing but a name there. */
const quoted = (name: string) => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`)

function Conflicts({ row }: { row: MergeRequestDetails }) {
  const { source_branch: source, target_branch: target } = row
  const commands = [
    'git fetch origin',
    `git switch ${quoted(source)}`,
    `git merge ${quoted(`origin/${target}`)}`,
    '# solve the conflicts, then',
    'git commit --all',
    'git push',
  ].join('\n')
  return (
    <Said icon={<TriangleAlert aria-hidden="true" className="size-5 text-bad" />}>
      <p>Both sides changed the same lines, so that a person has to look at:</p>
      <ul aria-label="Files in conflict" className="my-2 list-disc pl-5 font-mono text-xs">
        {row.conflicts.map(path => (
          <li key={path} className="[overflow-wrap:anywhere]">
            {path}
          </li>
        ))}
      </ul>
      <p className="flex items-center gap-1">
        Solve it on your machine: <Copy text={commands} label="Copy the commands" />
      </p>
      <pre className="mt-1 whitespace-pre-wrap rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5">
        {commands}
      </pre>
    </Said>
  )
}

function Closes({ path, row }: Props) {
  const { data = [] } = useQuery(closesQuery(path, row.iid))
  if (data.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-2 border-line border-t pt-3 text-muted text-sm">
      {row.state === 'merged' ? 'Closed' : 'Closes'}
      {data.map(issue => {
        const [project = path] = issue.references.full.split('#')
        return (
          <Link
            key={issue.id}
            to="/p/$path/issues/$iid"
            params={{ path: pathParam(project), iid: String(issue.iid) }}
            className="text-accent underline"
          >
            {project === path ? issue.references.short : issue.references.full} <bdi>{issue.title}</bdi>
          </Link>
        )
      })}
    </p>
  )
}
