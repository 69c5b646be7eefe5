// How are my projects, one line each? How many tickets wait, how many are open.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { countsQuery } from '../../api/issues.ts'
import { Access, accessLevel } from '../../api/projects.ts'
import type { Project } from '../../api/types.ts'
import { usePerson } from '../../session.ts'
import { pathParam } from '../../urls.ts'

/** Each line asks for two counts. */
const shownAtMost = 10

export function ProjectLines({ projects }: { projects: readonly Project[] }) {
  return (
    <ul aria-label="My projects" className="flex flex-col divide-y divide-line border-line border-y">
      {projects.slice(0, shownAtMost).map(project => (
        <li key={project.id}>
          <Line project={project} />
        </li>
      ))}
    </ul>
  )
}

function Line({ project }: { project: Project }) {
  const path = project.path_with_namespace
  const isTeam = accessLevel(project, usePerson()?.is_admin) >= Access.reporter
  const open = useQuery(countsQuery(path, {})).data?.opened
  const waiting = useQuery({
    ...countsQuery(path, { service_desk: true, awaiting: 'team' }),
    enabled: isTeam,
  }).data?.opened
  return (
    <Link
      to="/n/$path"
      params={{ path: pathParam(path) }}
      className="flex min-h-10 items-center gap-3 px-2 py-1.5 hover:bg-hover"
    >
      <Folder aria-hidden="true" className="size-4 shrink-0 text-faint" />
      <span dir="auto" className="min-w-0 grow truncate text-sm">
        {project.name_with_namespace}
      </span>
      {waiting !== undefined && waiting > 0 && (
        <span className="tabular shrink-0 font-medium text-xs">{waiting} waiting</span>
      )}
      <span className="tabular w-16 shrink-0 text-right text-faint text-xs">
        {open === undefined ? '' : `${open} open`}
      </span>
    </Link>
  )
}
