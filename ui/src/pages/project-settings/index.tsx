// How is a project set up? General facts, its Service Desk, the answers kept ready, and what cannot be taken back.
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useEffect } from 'react'
import { customEmailQuery } from '../../api/custom-email.ts'
import { serviceDeskQuery } from '../../api/service-desk.ts'
import type { CustomEmail, Project, ServiceDesk } from '../../api/types.ts'
import { type SavedReply, savedRepliesQuery } from '../../api/writing.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, useProject } from '../../session.ts'
import { Danger } from './Danger.tsx'
import { Elsewhere } from './elsewhere/Elsewhere.tsx'
import { General } from './General.tsx'
import { Merging } from './Merging.tsx'
import { SavedReplies } from './SavedReplies.tsx'
import { ServiceDeskSettings } from './ServiceDeskSettings.tsx'
import { Webhooks } from './webhooks/Webhooks.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const { project, isMaintainer, isOwner, isPending, error, refetch } = useProject(path)
  return (
    <>
      <PageHeader title="Settings" path={path}>
        {isMaintainer && <Places isOwner={isOwner} />}
      </PageHeader>
      <Column narrow>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!isMaintainer && !isPending && !error && (
          <Empty icon={Lock} title="Settings are for maintainers">
            <p>Ask one of the project’s maintainers or owners if something should be set differently.</p>
          </Empty>
        )}
        {project && isMaintainer && <Loaded project={project} isOwner={isOwner} />}
      </Column>
      <UnsavedGuard />
    </>
  )
}

function Places({ isOwner }: { isOwner: boolean }) {
  const places = [
    ['general', 'General'],
    ['js-service-desk', 'Service Desk'],
    ['saved-replies', 'Saved replies'],
    ['merging', 'Merge requests'],
    ['elsewhere', 'Code elsewhere'],
    ['webhooks', 'Webhooks'],
    ...(isOwner ? ([['danger', 'Archive, move, delete']] as const) : []),
  ] as const
  return (
    <nav aria-label="On this page" className="max-md:-ml-9">
      <ul className="flex flex-wrap gap-x-4">
        {places.map(([hash, label]) => (
          <li key={hash}>
            <Link
              to="."
              hash={hash}
              replace
              className="flex h-7 items-center text-muted text-sm hover:text-ink hover:underline"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** All at once, so that nothing moves when a part comes later. */
function Loaded({ project, isOwner }: { project: Project; isOwner: boolean }) {
  const path = project.path_with_namespace
  const desk = useQuery(serviceDeskQuery(path))
  const custom = useQuery(customEmailQuery(path))
  const replies = useQuery(savedRepliesQuery(path))
  const failed = [desk, custom, replies].find(({ error, data }) => error && data === undefined)
  if (failed) return <Failed error={failed.error} retry={() => void failed.refetch()} />
  if (desk.data === undefined || custom.data === undefined || replies.data === undefined)
    return <p className="late py-6 text-faint">Looking…</p>
  const { data: kept } = replies
  return <Sections project={project} desk={desk.data} custom={custom.data} replies={kept} isOwner={isOwner} />
}

type Props = {
  project: Project
  desk: ServiceDesk
  custom: CustomEmail
  replies: readonly SavedReply[]
  isOwner: boolean
}

function Sections({ project, desk, custom, replies, isOwner }: Props) {
  const { hash } = useLocation()
  // The place named in the address was not there when the page came.
  useEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView()
  }, [hash])
  return (
    <>
      <General key={`general-${project.id}`} project={project} isOwner={isOwner} />
      <ServiceDeskSettings
        key={`desk-${project.id}`}
        path={project.path_with_namespace}
        desk={desk}
        custom={custom}
      />
      <SavedReplies path={project.path_with_namespace} replies={replies} />
      <Merging path={project.path_with_namespace} />
      <Elsewhere path={project.path_with_namespace} />
      <Webhooks path={project.path_with_namespace} />
      {isOwner && <Danger key={`danger-${project.id}`} project={project} />}
    </>
  )
}
