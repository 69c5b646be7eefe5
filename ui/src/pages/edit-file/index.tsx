// How is a file changed, written or removed in the browser? With a commit on its branch, or on a new one to be merged.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useParams } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { bytesOf, type CodePlace, fileQuery, placeQuery } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { CodeLink } from '../../code/links.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { codeRest } from '../../urls.ts'
import { FileForm } from './FileForm.tsx'

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
        {project && isDeveloper && <Loaded key={rest} project={project} rest={rest} isNew={isNew} />}
      </Column>
      <UnsavedGuard />
    </>
  )
}

const nowhere: CodePlace = { ref: '', kind: 'branch', commit: '', path: '', type: 'tree' }

function Loaded({ project, rest, isNew }: { project: Project; rest: string; isNew: boolean }) {
  const path = project.path_with_namespace
  const isFirst = project.empty_repo === true
  const place = useQuery({ ...placeQuery(path, rest), enabled: !isFirst })
  const found: CodePlace | undefined = isFirst ? { ...nowhere, ref: project.default_branch } : place.data
  const file = useQuery({
    ...fileQuery(path, found ?? nowhere),
    enabled: !isNew && found?.type === 'blob',
    // Read anew by whoever begins to edit; while one writes, nothing takes the ground away.
    gcTime: 0,
  })
  if (place.error) return <Failed error={place.error} retry={() => void place.refetch()} />
  if (file.error) return <Failed error={file.error} retry={() => void file.refetch()} />
  if (found && found.kind !== 'branch')
    return (
      <Empty icon={Lock} title="Only branches can be written to">
        <p>Look at the file on a branch, and edit it there.</p>
      </Empty>
    )
  if (found && isNew) return <FileForm project={project} place={found} first={null} />
  if (!found || !file.data) return <p className="late py-6 text-faint">Looking…</p>
  const bytes = bytesOf(file.data)
  if (bytes.includes(0))
    return (
      <Empty icon={Lock} title="This file is no text">
        <p>Change it on your machine, and push it.</p>
      </Empty>
    )
  const content = new TextDecoder().decode(bytes)
  return <FileForm project={project} place={found} first={{ content, commit: file.data.last_commit_id }} />
}
