// What is this project? What it is for, how customers reach it, how much waits, what came last.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Globe, Lock, Users } from 'lucide-react'
import { countsQuery, issuesQuery } from '../../api/issues.ts'
import type { Project } from '../../api/types.ts'
import { Copy } from '../../components/Copy.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { IssueLines } from '../../issue-line/IssueLine.tsx'
import { useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Figure } from './Figure.tsx'

const shownAtMost = 8

export const visibilities = {
  private: [Lock, 'Private: members only'],
  internal: [Users, 'Internal: everybody who can sign in'],
  public: [Globe, 'Public'],
} as const

export function ProjectPage({ project }: { project: Project }) {
  const path = project.path_with_namespace
  const { isTeam, isMaintainer } = useProject(path)
  const [Icon, seen] = visibilities[project.visibility]
  return (
    <>
      <PageHeader title={project.name} path={path}>
        <p className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
          <Icon aria-hidden="true" className="size-3.5 text-faint" />
          {seen}
          {project.archived && ' · archived'}
        </p>
      </PageHeader>
      <Column>
        {project.description && (
          <p dir="auto" className="max-w-160 whitespace-pre-line py-1 text-muted">
            {project.description}
          </p>
        )}
        {isTeam && <Address project={project} isMaintainer={isMaintainer} />}
        <Figures path={path} isTeam={isTeam && project.service_desk_enabled} />
        <Latest path={path} isTeam={isTeam && project.service_desk_enabled} />
      </Column>
    </>
  )
}

function Address({ project, isMaintainer }: { project: Project; isMaintainer: boolean }) {
  const { service_desk_address: address, service_desk_enabled: on } = project
  if (address)
    return (
      <p className="flex flex-wrap items-center gap-1.5 py-2 text-sm">
        Customers write to
        <span className="font-mono text-sm [overflow-wrap:anywhere]">{address}</span>
        <Copy text={address} label="Copy the address" />
      </p>
    )
  return (
    <p className="py-2 text-muted text-sm">
      {on ? 'Service Desk is on, but no mailbox takes mail yet.' : 'Service Desk is off in this project.'}{' '}
      {isMaintainer && (
        <Link
          to="/p/$path/edit"
          params={{ path: pathParam(project.path_with_namespace) }}
          hash="js-service-desk"
          className="text-accent underline underline-offset-2"
        >
          Set it up
        </Link>
      )}
    </p>
  )
}

function Figures({ path, isTeam }: { path: string; isTeam: boolean }) {
  const tickets = useQuery({ ...countsQuery(path, { service_desk: true }), enabled: isTeam }).data
  const waiting = useQuery({
    ...countsQuery(path, { service_desk: true, awaiting: 'team' }),
    enabled: isTeam,
  }).data
  const issues = useQuery(countsQuery(path, { service_desk: false })).data
  const params = { path: pathParam(path) }
  const desk = { to: '/p/$path/issues/service_desk', params } as const
  return (
    <ul className="flex flex-wrap gap-3 py-3">
      {isTeam && (
        <>
          <Figure
            {...desk}
            search={{ awaiting: 'team' }}
            label="waiting for an answer"
            count={waiting?.opened}
          />
          <Figure {...desk} label="open tickets" count={tickets?.opened} />
          <Figure {...desk} search={{ state: 'closed' }} label="closed tickets" count={tickets?.closed} />
        </>
      )}
      <Figure to="/p/$path/issues" params={params} label="open issues" count={issues?.opened} />
    </ul>
  )
}

function Latest({ path, isTeam }: { path: string; isTeam: boolean }) {
  const filter = { order_by: 'created_at', sort: 'desc', ...(isTeam ? { service_desk: true } : {}) }
  const { data } = useInfiniteQuery(issuesQuery(path, filter))
  const rows = data?.pages[0]?.rows ?? []
  const title = isTeam ? 'Latest tickets' : 'Latest issues'
  return (
    <section aria-label={title} className="flex flex-col gap-2 pt-3">
      <h2 className="font-semibold">{title}</h2>
      {data && rows.length === 0 ? (
        <p className="border-line border-y px-2 py-4 text-muted text-sm">
          {isTeam ? 'No customer has written yet.' : 'Nothing yet.'}
        </p>
      ) : (
        <IssueLines issues={rows.slice(0, shownAtMost)} label={title} />
      )}
    </section>
  )
}
