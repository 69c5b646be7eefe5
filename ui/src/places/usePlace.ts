// Of what is this page: a project or a group? And what may the viewer do there?
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { encoded } from '../api/client.ts'
import { membersQuery } from '../api/members.ts'
import { Access, accessLevel, groupQuery, projectQuery } from '../api/projects.ts'
import { usePath, usePerson } from '../session.ts'

export type Place = {
  kind: 'project' | 'group'
  path: string
  /** How its resources are asked for: `/projects/acme%2Fwidget`. */
  at: string
  level: number
  error: unknown
}

export function usePlace(): Place {
  const path = usePath() ?? ''
  const person = usePerson()
  const isGroup = useLocation({ select: ({ pathname }) => pathname.startsWith('/g/') })
  const at = `/${isGroup ? 'groups' : 'projects'}/${encoded(path)}`
  const project = useQuery({ ...projectQuery(path), enabled: !isGroup })
  const group = useQuery({ ...groupQuery(path), enabled: isGroup })
  const members = useQuery({ ...membersQuery(at, true), enabled: isGroup && person !== null })
  const own = members.data?.find(({ id }) => id === person?.id)?.access_level ?? 0
  return {
    kind: isGroup ? 'group' : 'project',
    path,
    at,
    level: isGroup ? (person?.is_admin ? Access.owner : own) : accessLevel(project.data, person?.is_admin),
    error: isGroup ? group.error : project.error,
  }
}
