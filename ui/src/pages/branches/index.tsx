// Which branches and tags are there, and how does one get rid of those that are done?
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { GitBranch, Lock, Plus, Tag as TagIcon, Trash2 } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useActions } from '../../actions.ts'
import {
  type Branch,
  branchesQuery,
  removeBranch,
  removeTag,
  type Tag,
  tagsQuery,
} from '../../api/repository.ts'
import { CodeLink } from '../../code/links.tsx'
import { Button, IconButton } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { NavTabs } from '../../components/NavTabs.tsx'
import { Time } from '../../components/Time.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { NewRef } from './NewRef.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const isTags = useLocation({ select: ({ pathname }) => pathname.endsWith('/tags') })
  const { isDeveloper, project } = useProject(path)
  const [search, setSearch] = useState('')
  const [making, setMaking] = useState(false)
  const params = { path: pathParam(path) }
  const writes = isDeveloper && project?.archived === false && project.empty_repo === false
  const what = isTags ? 'New tag' : 'New branch'
  useActions(
    writes
      ? [{ id: 'ref-new', label: what, group: 'Code', keys: 'c', icon: Plus, run: () => setMaking(true) }]
      : [],
  )
  return (
    <>
      <PageHeader
        title={isTags ? 'Tags' : 'Branches'}
        path={path}
        actions={
          writes && (
            <Button look="primary" onClick={() => setMaking(true)}>
              <Plus aria-hidden="true" className="size-4" />
              {what}
            </Button>
          )
        }
      >
        <NavTabs
          label="Branches and tags"
          tabs={[
            { to: '/p/$path/branches', params, label: 'Branches' },
            { to: '/p/$path/tags', params, label: 'Tags' },
          ]}
        />
      </PageHeader>
      <Column>
        <div className="max-w-80 py-3">
          <TextField
            label={isTags ? 'Find tags' : 'Find branches'}
            hideLabel
            type="search"
            placeholder="Part of the name"
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
        </div>
        {isTags ? (
          <Tags path={path} search={search.trim()} writes={writes} />
        ) : (
          <Branches path={path} search={search.trim()} writes={writes} base={project?.default_branch ?? ''} />
        )}
      </Column>
      {project && (
        <NewRef
          kind={isTags ? 'tag' : 'branch'}
          path={path}
          base={project.default_branch}
          open={making}
          onClose={() => setMaking(false)}
        />
      )}
    </>
  )
}

type ListProps = { path: string; search: string; writes: boolean }

/** Asks before it removes; what went is gone from the list at once. */
function useRemoval(path: string, what: 'branch' | 'tag') {
  const client = useQueryClient()
  const [chosen, setChosen] = useState<string | null>(null)
  const confirm = async () => {
    if (chosen === null) return
    try {
      await (what === 'branch' ? removeBranch(path, chosen) : removeTag(path, chosen))
      tell(`The ${what} ${chosen} is removed.`)
    } catch (error) {
      tellError(error)
    }
    setChosen(null)
    await client.invalidateQueries({ queryKey: ['code', path] })
  }
  const dialog = (
    <Confirm
      open={chosen !== null}
      title={`Remove the ${what} ${chosen ?? ''}?`}
      action={`Remove ${what}`}
      onConfirm={() => void confirm()}
      onCancel={() => setChosen(null)}
    >
      <p>Commits that are on no other branch or tag cannot be found any more.</p>
    </Confirm>
  )
  return { choose: setChosen, dialog }
}

function Branches({ path, search, writes, base }: ListProps & { base: string }) {
  const { data, error, refetch } = useQuery(branchesQuery(path, useDeferredValue(search)))
  const { choose, dialog } = useRemoval(path, 'branch')
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <p className="late py-6 text-faint">Looking…</p>
  if (data.rows.length === 0)
    return (
      <Empty icon={GitBranch} title={search === '' ? 'No branch yet' : 'No branch is called like that'}>
        {search === '' && <p>The first push makes one.</p>}
      </Empty>
    )
  return (
    <>
      <ul aria-label="Branches" className="divide-y divide-line border-line border-y">
        {data.rows.map(branch => (
          <BranchLine
            key={branch.name}
            path={path}
            branch={branch}
            base={base}
            remove={writes && !branch.protected && !branch.default ? () => choose(branch.name) : undefined}
          />
        ))}
      </ul>
      <MoreThanShown total={data.total} shown={data.rows.length} />
      {dialog}
    </>
  )
}

type BranchProps = { path: string; branch: Branch; base: string; remove: (() => void) | undefined }

function BranchLine({ path, branch, base, remove }: BranchProps) {
  const { name, commit } = branch
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-2 py-1.5">
      <span className="flex min-w-0 grow flex-col">
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <CodeLink
            to="tree"
            path={path}
            codeRef={name}
            className="truncate font-medium text-sm hover:underline"
          >
            {name}
          </CodeLink>
          {branch.default && <Badge>default</Badge>}
          {branch.protected && (
            <Badge>
              <Lock aria-hidden="true" className="size-3" />
              protected
            </Badge>
          )}
          {branch.merged && <Badge>merged</Badge>}
        </span>
        <span className="truncate text-faint text-xs">
          <span dir="auto">{commit.title}</span> · <Time at={commit.committed_date} />
        </span>
      </span>
      {!branch.default && (
        <Link
          to="/p/$path/compare"
          params={{ path: pathParam(path) }}
          search={{ from: base, to: name }}
          className="rounded-md px-2 py-1 text-muted text-xs hover:bg-hover hover:text-ink"
        >
          Compare
        </Link>
      )}
      {remove && (
        <IconButton small label={`Remove the branch ${name}`} onClick={remove}>
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  )
}

const Badge = ({ children }: { children: ReactNode }) => (
  <span className="inline-flex items-center gap-1 rounded-full border border-line px-1.5 text-muted text-xs">
    {children}
  </span>
)

function Tags({ path, search, writes }: ListProps) {
  const { data, error, refetch } = useQuery(tagsQuery(path, useDeferredValue(search)))
  const { choose, dialog } = useRemoval(path, 'tag')
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <p className="late py-6 text-faint">Looking…</p>
  if (data.rows.length === 0)
    return (
      <Empty icon={TagIcon} title={search === '' ? 'No tag yet' : 'No tag is called like that'}>
        {search === '' && <p>Tags mark commits for good, such as releases.</p>}
      </Empty>
    )
  return (
    <>
      <ul aria-label="Tags" className="divide-y divide-line border-line border-y">
        {data.rows.map(tag => (
          <TagLine
            key={tag.name}
            path={path}
            tag={tag}
            remove={writes ? () => choose(tag.name) : undefined}
          />
        ))}
      </ul>
      <MoreThanShown total={data.total} shown={data.rows.length} />
      {dialog}
    </>
  )
}

function TagLine({ path, tag, remove }: { path: string; tag: Tag; remove: (() => void) | undefined }) {
  return (
    <li className="flex min-h-11 items-center gap-3 px-2 py-1.5">
      <span className="flex min-w-0 grow flex-col">
        <CodeLink
          to="tree"
          path={path}
          codeRef={tag.name}
          className="truncate font-medium text-sm hover:underline"
        >
          {tag.name}
        </CodeLink>
        <span className="truncate text-faint text-xs">
          <span dir="auto">{tag.message.split('\n')[0] || tag.commit?.title}</span>
          {tag.commit && (
            <>
              {' · '}
              <Time at={tag.commit.committed_date} />
            </>
          )}
        </span>
      </span>
      {remove && (
        <IconButton small label={`Remove the tag ${tag.name}`} onClick={remove}>
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  )
}

const MoreThanShown = ({ total, shown }: { total: number | null; shown: number }) =>
  total !== null && total > shown ? (
    <p className="py-3 text-muted text-sm">
      The first {shown} of {total.toLocaleString()}. Type part of a name to find the others.
    </p>
  ) : null
