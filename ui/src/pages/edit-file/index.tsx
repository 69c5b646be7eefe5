// How is a file changed, written or removed in the browser? With a commit on its branch, or on a new one to be merged.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useParams } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type Beginning, beginningQuery } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { CodeLink } from '../../code/links.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { codeRest } from '../../urls.ts'
import { FileForm } from './FileForm.tsx'
import { blankText, textOf } from './text.ts'

export default function Page() {
  const path = usePath() ?? ''
  const { at } = useParams({ strict: false })
  const isNew = useLocation({ select: ({ pathname }) => /^\/p\/[^/]+\/new\//.test(pathname) })
  const rest = at === undefined ? '' : codeRest(at)
  const { project, isDeveloper, isPending, error, refetch } = useProject(path)
  return (
    <>
      <PageHeader
        title={isNew ? 'New file' : (rest.split('/').at(-1) ?? 'Edit')}
        path={path}
        crumbs={
          project && (
            <CodeLink
              to="tree"
              path={path}
              codeRef={project.default_branch}
              className="hover:text-ink hover:underline"
            >
              Code
            </CodeLink>
          )
        }
      />
      <Column>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!isDeveloper && !isPending && !error && (
          <Empty icon={Lock} title="Writing code is for developers">
            <p>Ask one of the project’s maintainers.</p>
          </Empty>
        )}
        {project?.archived && isDeveloper && (
          <Empty icon={Lock} title="The project is archived">
            <p>Its code is read, not written.</p>
          </Empty>
        )}
        {project && isDeveloper && !project.archived && (
          <Loaded key={`${isNew} ${rest}`} project={project} rest={rest} isNew={isNew} />
        )}
      </Column>
      <UnsavedGuard />
    </>
  )
}

function Loaded({ project, rest, isNew }: { project: Project; rest: string; isNew: boolean }) {
  const path = project.path_with_namespace
  const isFirst = project.empty_repo === true
  const [wasFirst] = useState(isFirst)
  const query = useQuery({ ...beginningQuery(path, rest, isNew), enabled: !wasFirst })
  const begun = wasFirst ? firstOf(project.default_branch) : query.data
  const text = useMemo(
    () => (begun === undefined ? null : begun.file === null ? blankText : textOf(begun.file)),
    [begun],
  )
  if (query.error && !begun) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (!begun) return <p className="late py-6 text-faint">Looking…</p>
  if (begun.place.kind !== 'branch')
    return (
      <Empty icon={Lock} title="Only branches can be written to">
        <p>Look at the file on a branch, and edit it there.</p>
      </Empty>
    )
  const draftKey = `file ${path} ${isNew ? 'new' : 'edit'} ${rest}`
  return <FileForm project={project} begun={begun} text={text} draftKey={draftKey} />
}

/** Nothing was pushed yet: the first file makes the branch. */
const firstOf = (ref: string): Beginning => ({
  place: { ref, kind: 'branch', commit: '', path: '', type: 'tree' },
  file: null,
  mayPush: true,
})
