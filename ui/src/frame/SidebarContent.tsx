// What stands in the sidebar?
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AtSign, GitPullRequest, ListTodo, LogIn, Search, Shield, UserRound } from 'lucide-react'
import { instanceQuery } from '../api/instance.ts'
import { todoCountQuery } from '../api/todos.ts'
import { Kbd } from '../components/Tip.tsx'
import { usePerson, useProjectPath } from '../session.ts'
import { OtherProjects } from './OtherProjects.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import { Place, placeLook } from './Place.tsx'
import { ProjectPlaces } from './ProjectPlaces.tsx'

type Props = { openPalette: () => void; narrow?: boolean }

export function SidebarContent({ openPalette, narrow = false }: Props) {
  const person = usePerson()
  const path = useProjectPath()
  const name = useQuery(instanceQuery).data?.name ?? 'Deskbell'
  const { data: todos = 0 } = useQuery({ ...todoCountQuery, enabled: person !== null })
  const only = narrow ? 'md:max-lg:sr-only' : ''
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex flex-col gap-1 p-2 pb-1">
        <Link
          to="/"
          className="relative flex h-9 items-center gap-2 rounded-md px-2 font-semibold hover:bg-hover"
        >
          <img src="/favicon.svg" alt="" className="size-5 shrink-0" />
          <span className={`truncate ${only}`}>{name}</span>
        </Link>
        {person && (
          <button type="button" onClick={openPalette} className={placeLook}>
            <Search aria-hidden="true" className="size-4 shrink-0 text-faint" />
            <span className={`grow text-left ${only}`}>Find…</span>
            <span aria-hidden="true" className={narrow ? 'md:max-lg:hidden' : ''}>
              <Kbd keys="mod+k" />
            </span>
          </button>
        )}
      </div>
      <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto px-2 py-2">
        {person && (
          <ul className="flex flex-col gap-px">
            <Place to="/dashboard/issues" icon={UserRound} label="Assigned to me" only={only} />
            <Place
              to="/dashboard/merge_requests"
              icon={GitPullRequest}
              label="My merge requests"
              only={only}
            />
            <Place to="/dashboard/todos" exact icon={ListTodo} label="To-dos" count={todos} only={only} />
            <Place
              to="/dashboard/todos"
              search={{ action: 'mentioned' }}
              icon={AtSign}
              label="Mentions"
              only={only}
            />
          </ul>
        )}
        {path && <ProjectPlaces path={path} only={only} />}
        {person && <OtherProjects path={path} only={only} />}
      </div>
      <div className="flex flex-col gap-px border-line border-t p-2">
        {person?.is_admin && (
          <ul>
            <Place to="/admin" icon={Shield} label="Admin" only={only} />
          </ul>
        )}
        {person ? (
          <PersonMenu person={person} only={only} />
        ) : (
          <Link to="/users/sign_in" className={placeLook}>
            <LogIn aria-hidden="true" className="size-4 shrink-0 text-faint" />
            <span className={only}>Sign in</span>
          </Link>
        )}
      </div>
    </div>
  )
}
