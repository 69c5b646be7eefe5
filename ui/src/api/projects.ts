// Which projects, groups and people of them are there?
import { queryOptions } from '@tanstack/react-query'
import { encoded, get, getPage, type Query } from './client.ts'
import type { Group, Member, Project } from './types.ts'

export const projectQuery = (path: string) =>
  queryOptions({
    queryKey: ['project', path],
    queryFn: ({ signal }) => get<Project>(`/projects/${encoded(path)}`, undefined, signal),
  })

export const groupQuery = (path: string) =>
  queryOptions({
    queryKey: ['group', path],
    queryFn: ({ signal }) => get<Group>(`/groups/${encoded(path)}`, undefined, signal),
  })

/** Projects that one belongs to, those with news first. */
export const myProjectsQuery = queryOptions({
  queryKey: ['projects', 'mine'],
  queryFn: ({ signal }) =>
    get<Project[]>(
      '/projects',
      { membership: true, archived: false, order_by: 'last_activity_at', per_page: 100 },
      signal,
    ),
  staleTime: 60_000,
})

export const projectsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['projects', 'page', query],
    queryFn: ({ signal }) => getPage<Project>('/projects', query, signal),
  })

/** Everybody who belongs to the project, by itself or by its groups. */
export const peopleQuery = (path: string, search = '') =>
  queryOptions({
    queryKey: ['people', path, search],
    queryFn: ({ signal }) =>
      get<Member[]>(`/projects/${encoded(path)}/members/all`, { query: search, per_page: 50 }, signal),
    staleTime: 60_000,
  })

/** Guest 10, Reporter 20, Developer 30, Maintainer 40, Owner 50; 0: no member. */
export const Access = { guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const

/** What the viewer is in `project`; administrators are owners everywhere. */
export function accessLevel(project: Project | undefined, isAdmin = false): number {
  if (isAdmin) return Access.owner
  const { project_access: own, group_access: group } = project?.permissions ?? {}
  return Math.max(own?.access_level ?? 0, group?.access_level ?? 0)
}
