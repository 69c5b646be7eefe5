// What lies at this place of the code: a folder, or a file?
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { GitBranch } from 'lucide-react'
import { ApiError } from '../../api/client.ts'
import { type CodePlace, placeQuery } from '../../api/repository.ts'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { codeParam, codeRest, pathParam } from '../../urls.ts'
import { Clone } from './Clone.tsx'
import { Crumbs } from './Crumbs.tsx'
import { File } from './File.tsx'
import { Folder } from './Folder.tsx'
import { NothingPushed } from './NothingPushed.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const { at } = useParams({ strict: false })
  const { project, error, refetch } = useProject(path)
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (project === undefined) return null
  if (project.empty_repo === undefined)
    return (
      <>
        <PageHeader title="Code" path={path} />
        <Empty icon={GitBranch} title="The code is not for everybody here">
          <p>Guests of a private project read its issues. Ask a maintainer if you need the code.</p>
        </Empty>
      </>
    )
  const rest = at === undefined ? project.default_branch : codeRest(at)
  return project.empty_repo ? (
    <NothingPushed project={project} />
  ) : (
    <Somewhere path={path} rest={rest} url={project.http_url_to_repo} />
  )
}

function Somewhere({ path, rest, url }: { path: string; rest: string; url: string }) {
  const navigate = useNavigate()
  const { data: place, error, isPlaceholderData, refetch } = useQuery(placeQuery(path, rest))
  const go = (ref: string) => {
    const file = place?.path ? `/${place.path}` : ''
    void navigate({
      to: place?.type === 'blob' ? '/p/$path/blob/$at' : '/p/$path/tree/$at',
      params: { path: pathParam(path), at: codeParam(`${ref}${file}`) },
    })
  }
  const title = place?.path.split('/').at(-1) || 'Code'
  return (
    <>
      <PageHeader title={title} path={path} heading={place && <Crumbs path={path} place={place} />} />
      <Column>
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 pb-3">
          <RefPicker path={path} value={place?.ref ?? rest} onChange={go} />
          <Clone url={url} />
        </div>
        {error && (place === undefined || isPlaceholderData) ? (
          <NotThere error={error} rest={rest} retry={() => void refetch()} />
        ) : (
          place && <Shown key={`${place.commit} ${place.path}`} path={path} place={place} />
        )}
      </Column>
    </>
  )
}

function NotThere({ error, rest, retry }: { error: Error; rest: string; retry: () => void }) {
  if (!(error instanceof ApiError) || error.status !== 404) return <Failed error={error} retry={retry} />
  return (
    <Empty icon={GitBranch} title="There is no such place in the code">
      <p role="alert">
        No branch, tag or commit has <code className="break-all font-mono text-xs">{rest}</code>. Choose
        another branch above.
      </p>
    </Empty>
  )
}

function Shown({ path, place }: { path: string; place: CodePlace }) {
  return place.type === 'blob' ? <File path={path} place={place} /> : <Folder path={path} place={place} />
}
