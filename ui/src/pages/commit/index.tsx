// What did one commit change, and why?
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type CommitDetails, commitDiffQuery, commitQuery } from '../../api/repository.ts'
import { CodeLink, CommitLink } from '../../code/links.tsx'
import { Avatar } from '../../components/Avatar.tsx'
import { Copy } from '../../components/Copy.tsx'
import { Diff } from '../../components/diff/Diff.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Time } from '../../components/Time.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath } from '../../session.ts'
import { pathParam } from '../../urls.ts'

export default function Page() {
  const path = usePath() ?? ''
  const { sha = '' } = useParams({ strict: false })
  const { data: commit, error, refetch } = useQuery(commitQuery(path, sha))
  const diff = useQuery({ ...commitDiffQuery(path, sha), enabled: commit !== undefined })
  return (
    <>
      <PageHeader
        title={commit?.title ?? 'Commit'}
        path={path}
        crumbs={
          <Link
            to="/p/$path/commits"
            params={{ path: pathParam(path) }}
            className="hover:text-ink hover:underline"
          >
            Commits
          </Link>
        }
        heading={commit && <span dir="auto">{commit.title}</span>}
      />
      <Column>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!commit && !error && <p className="late py-6 text-faint">Looking…</p>}
        {commit && <Facts path={path} commit={commit} />}
        {diff.error && <Failed error={diff.error} retry={() => void diff.refetch()} />}
        {commit && diff.isPending && <p className="late py-6 text-faint">Looking…</p>}
        {diff.data && (
          <Diff
            files={diff.data}
            slots={{
              actions: file =>
                file.deleted_file ? null : (
                  <CodeLink
                    to="blob"
                    path={path}
                    codeRef={commit?.id ?? sha}
                    file={file.new_path}
                    className="rounded-md px-2 py-0.5 text-muted text-xs hover:bg-hover hover:text-ink"
                  >
                    View
                  </CodeLink>
                ),
            }}
          />
        )}
      </Column>
    </>
  )
}

function Facts({ path, commit }: { path: string; commit: CommitDetails }) {
  const words = commit.message.slice(commit.title.length).trim()
  const other = commit.committer_email !== commit.author_email
  return (
    <div className="flex flex-col gap-3 pb-4">
      {words !== '' && commit.message.startsWith(commit.title) && (
        <pre dir="auto" className="whitespace-pre-wrap font-mono text-xs leading-5 [overflow-wrap:anywhere]">
          {words}
        </pre>
      )}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
        <span className="flex items-center gap-2">
          <Avatar name={commit.author_name} size={20} />
          <span dir="auto">{commit.author_name}</span>
        </span>
        {other && <span dir="auto">committed by {commit.committer_name}</span>}
        <Time at={commit.committed_date} />
        <span className="flex items-center gap-1 font-mono text-xs">
          {commit.short_id}
          <Copy text={commit.id} label="Copy the commit’s id" />
        </span>
        {commit.parent_ids.map((oid, at) => (
          <span key={oid} className="text-xs">
            {commit.parent_ids.length > 1 ? `Parent ${at + 1} ` : 'Parent '}
            <CommitLink path={path} sha={oid} className="font-mono text-accent underline">
              {oid.slice(0, 8)}
            </CommitLink>
          </span>
        ))}
        <CodeLink to="tree" path={path} codeRef={commit.id} className="text-accent text-xs underline">
          Browse the files
        </CodeLink>
      </p>
    </div>
  )
}
