// Which projects else?
import { useQuery } from '@tanstack/react-query'
import { Folder } from 'lucide-react'
import { myProjectsQuery } from '../api/projects.ts'
import { pathParam } from '../urls.ts'
import { Place } from './Place.tsx'

/** The sidebar is for the few one works in; the palette finds the rest. */
const shownAtMost = 12

export function OtherProjects({ path, only }: { path: string | undefined; only: string }) {
  const { data = [] } = useQuery(myProjectsQuery)
  const others = data.filter(project => project.path_with_namespace !== path).slice(0, shownAtMost)
  if (others.length === 0) return null
  return (
    <section
      aria-label={path ? 'Other projects' : 'Projects of mine'}
      className={`flex flex-col gap-px ${only && 'md:max-lg:hidden'}`}
    >
      <h2 className="px-2 pb-1 font-medium text-faint text-xs">{path ? 'Other projects' : 'Projects'}</h2>
      <ul className="flex flex-col gap-px">
        {others.map(project => (
          <Place
            key={project.id}
            {...(project.service_desk_enabled
              ? { to: '/p/$path/issues/service_desk' }
              : { to: '/p/$path/issues' })}
            params={{ path: pathParam(project.path_with_namespace) }}
            exact
            icon={Folder}
            label={project.name_with_namespace}
            only=""
          />
        ))}
      </ul>
    </section>
  )
}
