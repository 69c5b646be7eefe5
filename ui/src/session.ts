// Who looks at the page, and what may they do in the project at hand?
import { useQuery } from '@tanstack/react-query'
import { useLocation, useParams } from '@tanstack/react-router'
import { Access, accessLevel, projectQuery } from './api/projects.ts'
import { sessionQuery } from './api/session.ts'
import { fullPath } from './urls.ts'

/** The person who is signed in; null: nobody, or not known yet. */
export const usePerson = () => useQuery(sessionQuery).data ?? null

/** The full path of the project or group in the address; undefined where there is none. */
export function usePath(): string | undefined {
  const { path } = useParams({ strict: false })
  return path === undefined ? undefined : fullPath(path)
}

/** The path in the address if it can be a project's: it lies in a group or with a person, and is not asked for as a group. */
export function useProjectPath(): string | undefined {
  const path = usePath()
  const ofGroup = useLocation({ select: ({ pathname }) => pathname.startsWith('/g/') })
  return ofGroup || !path?.includes('/') ? undefined : path
}

/** The project at `path` with what the viewer may do there. */
export function useProject(path: string | undefined) {
  const person = usePerson()
  const query = useQuery({ ...projectQuery(path ?? ''), enabled: path !== undefined })
  const level = accessLevel(query.data, person?.is_admin)
  return {
    ...query,
    project: query.data,
    level,
    /** Reads confidential issues and answers customers. */
    isTeam: level >= Access.reporter,
    isDeveloper: level >= Access.developer,
    isMaintainer: level >= Access.maintainer,
    isOwner: level >= Access.owner,
  }
}
