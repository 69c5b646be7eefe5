// Which projects are these?
import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import type { Project } from '../../api/types.ts'
import { pathParam } from '../../urls.ts'

type Props = { projects: readonly Project[]; nothing: string }

export function ProjectList({ projects, nothing }: Props) {
  if (projects.length === 0)
    return <p className="border-line border-y px-2 py-4 text-muted text-sm">{nothing}</p>
  return (
    <ul className="flex flex-col divide-y divide-line border-line border-y">
      {projects.map(project => (
        <li key={project.id}>
          <Link
            to="/n/$path"
            params={{ path: pathParam(project.path_with_namespace) }}
            className="flex min-h-10 items-center gap-3 px-2 py-1.5 hover:bg-hover"
          >
            <Folder aria-hidden="true" className="size-4 shrink-0 text-faint" />
            <span className="flex min-w-0 flex-col sm:flex-row sm:items-baseline sm:gap-3">
              <span dir="auto" className="truncate text-sm">
                {project.name}
              </span>
              <span dir="auto" className="truncate text-faint text-xs">
                {project.description || project.path_with_namespace}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
