// What is to be merged here, what was said of it, and can it be merged now?
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import {
  type MergeRequestDetails,
  mergeRequestDiscussionsQuery,
  mergeRequestQuery,
} from '../../api/merge-requests.ts'
import { CodeLink } from '../../code/links.tsx'
import { Copy } from '../../components/Copy.tsx'
import { EditableTitle } from '../../components/EditableTitle.tsx'
import { Failed } from '../../components/Failed.tsx'
import { NavTabs } from '../../components/NavTabs.tsx'
import { Time } from '../../components/Time.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { StateBadge } from '../../merge-request/State.tsx'
import { usePath } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Actions } from './Actions.tsx'
import { Changes } from './Changes.tsx'
import { Commits } from './Commits.tsx'
import { Overview } from './Overview.tsx'
import { useChange } from './useChange.ts'

export default function Page() {
  const path = usePath() ?? ''
  const { iid: given, tab } = useParams({ strict: false })
  const iid = Number(given)
  const { data: row, error, refetch } = useQuery(mergeRequestQuery(path, iid))
  // Whatever tab is shown, lines and words speak of the same discussions.
  useQuery({ ...mergeRequestDiscussionsQuery(path, iid), enabled: row !== undefined })
  if (error && row === undefined)
    return (
      <>
        <PageHeader title={`!${given}`} path={path} />
        <Failed error={error} retry={() => void refetch()} />
      </>
    )
  if (row === undefined) return <p className="late p-6 text-faint">Looking…</p>
  return (
    <>
      <Header path={path} row={row} />
      <Column>
        {tab === 'commits' ? (
          <Commits path={path} iid={iid} />
        ) : tab === 'diffs' ? (
          <Changes path={path} row={row} />
        ) : (
          <Overview path={path} row={row} />
        )}
      </Column>
    </>
  )
}

function Header({ path, row }: { path: string; row: MergeRequestDetails }) {
  const params = { path: pathParam(path), iid: String(row.iid) }
  const { change } = useChange(path, row.iid)
  return (
    <PageHeader
      title={`${row.title} (!${row.iid})`}
      path={path}
      crumbs={
        <Link
          to="/p/$path/merge_requests"
          params={{ path: pathParam(path) }}
          className="hover:text-ink hover:underline"
        >
          Merge requests
        </Link>
      }
      heading={
        <EditableTitle
          title={row.title}
          save={row.user.can_update ? title => void change({ title }) : undefined}
        />
      }
      actions={<Actions path={path} row={row} />}
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-1 text-muted text-sm">
        <StateBadge of={row} />
        <span>
          <bdi>{row.author.name}</bdi> opened it <Time at={row.created_at} />
        </span>
        <span className="flex min-w-0 flex-wrap items-center gap-1 font-mono text-xs">
          {row.source_branch_exists ? (
            <CodeLink to="tree" path={path} codeRef={row.source_branch} className="underline">
              {row.source_branch}
            </CodeLink>
          ) : (
            <s>{row.source_branch}</s>
          )}
          <Copy text={row.source_branch} label="Copy the source branch" />
          <span aria-hidden="true">→</span>
          <span className="sr-only">into</span>
          <CodeLink to="tree" path={path} codeRef={row.target_branch} className="underline">
            {row.target_branch}
          </CodeLink>
        </span>
      </p>
      <NavTabs
        label="Of this merge request"
        tabs={[
          { to: '/p/$path/merge_requests/$iid', params, label: 'Overview' },
          {
            to: '/p/$path/merge_requests/$iid/$tab',
            params: { ...params, tab: 'commits' },
            label: 'Commits',
          },
          {
            to: '/p/$path/merge_requests/$iid/$tab',
            params: { ...params, tab: 'diffs' },
            label: `Changes ${row.changes_count}`,
          },
        ]}
      />
    </PageHeader>
  )
}
