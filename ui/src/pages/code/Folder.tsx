// What lies in this folder, and who touched it last?
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { File as FileIcon, FileSymlink, FolderGit2, Folder as FolderIcon, Plus } from 'lucide-react'
import { useMemo, useRef } from 'react'
import {
  type CodePlace,
  type Commit,
  commitsQuery,
  type Entry,
  fileHtmlQuery,
  lastCommitsQuery,
  treeQuery,
} from '../../api/repository.ts'
import { CommitLine } from '../../code/CommitLine.tsx'
import { CodeLink, CommitLink } from '../../code/links.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Prose } from '../../components/Prose.tsx'
import { ShowMore } from '../../components/ShowMore.tsx'
import { Time } from '../../components/Time.tsx'
import { useRowKeys } from '../../components/useRowKeys.ts'
import { useProject } from '../../session.ts'

export function Folder({ path, place }: { path: string; place: CodePlace }) {
  const query = useInfiniteQuery(treeQuery(path, place))
  const table = useRef<HTMLTableElement>(null)
  useRowKeys(table, 'tbody td:first-child a')
  const rows = useMemo(() => query.data?.pages.flatMap(page => page.rows) ?? [], [query.data])
  const names = useMemo(() => rows.slice(0, namesAtOnce).map(row => row.name), [rows])
  const { data: commits } = useQuery(lastCommitsQuery(path, place, names))
  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <p className="late py-6 text-faint">Looking…</p>
  const readme = rows.find(
    ({ name, type }) => type === 'blob' && /^readme(?:\.(?:md|markdown|mkd))?$/i.test(name),
  )
  return (
    <>
      <Newest path={path} place={place} />
      <table ref={table} className="w-full table-fixed border-collapse border-line border-x border-b text-sm">
        <caption className="sr-only">Files</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Last commit</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {place.path !== '' && <Up path={path} place={place} />}
          {rows.map(entry => (
            <Row key={entry.path} path={path} place={place} entry={entry} commit={commits?.get(entry.name)} />
          ))}
        </tbody>
      </table>
      <ShowMore query={query} />
      {readme && <Readme path={path} place={place} file={readme.path} />}
    </>
  )
}

/** Names of which the last commit is asked at once, as many as the API takes. */
const namesAtOnce = 200

function Newest({ path, place }: { path: string; place: CodePlace }) {
  const { data } = useInfiniteQuery(commitsQuery(path, { ref: place.commit, path: place.path }))
  const { isDeveloper, project } = useProject(path)
  const commit = data?.pages[0]?.rows[0]
  return (
    <div className="flex min-h-12 items-center gap-2 rounded-t-md border border-line bg-side pr-2">
      <div className="min-w-0 grow">{commit && <CommitLine path={path} commit={commit} />}</div>
      <CodeLink
        to="commits"
        path={path}
        codeRef={place.ref}
        file={place.path}
        className="shrink-0 rounded-md px-2 py-1.5 text-muted text-sm hover:bg-hover hover:text-ink"
      >
        History
      </CodeLink>
      {isDeveloper && place.kind === 'branch' && !project?.archived && (
        <CodeLink
          to="new"
          path={path}
          codeRef={place.ref}
          file={place.path}
          aria-label="New file"
          className="inline-flex shrink-0 items-center gap-1 rounded-md px-2 py-1.5 text-muted text-sm hover:bg-hover hover:text-ink"
        >
          <Plus aria-hidden="true" className="size-4" />
          <span className="hidden sm:inline">New file</span>
        </CodeLink>
      )}
    </div>
  )
}

const cell = 'h-8 border-line border-t px-3'

function Up({ path, place }: { path: string; place: CodePlace }) {
  const above = place.path.split('/').slice(0, -1).join('/')
  return (
    <tr className="hover:bg-hover">
      <td colSpan={3} className={cell}>
        <CodeLink
          to="tree"
          path={path}
          codeRef={place.ref}
          file={above}
          aria-label="The folder above"
          className="flex text-muted"
        >
          ..
        </CodeLink>
      </td>
    </tr>
  )
}

type RowProps = { path: string; place: CodePlace; entry: Entry; commit: Commit | undefined }

function Row({ path, place, entry, commit }: RowProps) {
  const Icon =
    entry.type === 'tree'
      ? FolderIcon
      : entry.type === 'commit'
        ? FolderGit2
        : entry.mode === '120000'
          ? FileSymlink
          : FileIcon
  const name = <span className="truncate">{entry.name}</span>
  return (
    <tr className="hover:bg-hover">
      <td className={`${cell} w-[45%] max-sm:w-full`}>
        <span className="flex min-w-0 items-center gap-2">
          <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />
          {entry.type === 'commit' ? (
            <span
              className="flex min-w-0 gap-2"
              title="Another repository, of which this one remembers a commit"
            >
              {name}
              <span className="font-mono text-faint text-xs">@ {entry.id.slice(0, 8)}</span>
            </span>
          ) : (
            <CodeLink
              to={entry.type === 'tree' ? 'tree' : 'blob'}
              path={path}
              codeRef={place.ref}
              file={entry.path}
              title={entry.name}
              className="flex min-w-0 hover:underline"
            >
              {name}
            </CodeLink>
          )}
        </span>
      </td>
      <td className={`${cell} max-sm:hidden`}>
        {commit && (
          <CommitLink
            path={path}
            sha={commit.id}
            className="block truncate text-muted hover:text-ink hover:underline"
          >
            <span dir="auto">{commit.title}</span>
          </CommitLink>
        )}
      </td>
      <td className={`${cell} w-28 text-right text-faint text-xs max-sm:hidden`}>
        {commit && <Time at={commit.committed_date} />}
      </td>
    </tr>
  )
}

function Readme({ path, place, file }: { path: string; place: CodePlace; file: string }) {
  const { data } = useQuery(fileHtmlQuery(path, place, file))
  if (!data) return null
  return (
    <section aria-label={file} className="mt-6 rounded-md border border-line">
      <h2 className="border-line border-b bg-side px-3 py-2 font-medium text-sm">{file.split('/').at(-1)}</h2>
      <Prose html={data.html} className="px-5 py-4" />
    </section>
  )
}
