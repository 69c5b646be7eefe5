// How are groups and projects made, changed and removed?
import { queryOptions } from '@tanstack/react-query'
import { call, encoded, get, getPage, post, put, type Query, remove } from './client.ts'
import type { Group, Namespace, Project, UserBasic } from './types.ts'

/** Where the viewer may put something: groups, and the place of one's own. */
export const namespacesQuery = queryOptions({
  queryKey: ['namespaces'],
  queryFn: ({ signal }) => get<Namespace[]>('/namespaces', { per_page: 100 }, signal),
  staleTime: 60_000,
})

export const subgroupsQuery = (parent: Group) =>
  queryOptions({
    queryKey: ['group', parent.full_path, 'subgroups'],
    queryFn: async ({ signal }) => {
      const below = await get<Group[]>(
        '/groups',
        { search: `${parent.full_path}/`, per_page: 100, order_by: 'path' },
        signal,
      )
      return below.filter(({ parent_id }) => parent_id === parent.id)
    },
  })

export const groupProjectsQuery = (path: string, query: Query) =>
  queryOptions({
    queryKey: ['group', path, 'projects', query],
    queryFn: ({ signal }) =>
      getPage<Project>(
        `/groups/${encoded(path)}/projects`,
        { order_by: 'name', sort: 'asc', ...query },
        signal,
      ),
  })

const foundAtOnce = 20

/** Projects whose templates can serve others; `group` null: any. */
export const templateProjectsQuery = (group: string | null, search: string) =>
  queryOptions({
    queryKey: ['projects', 'for templates', group, search],
    queryFn: ({ signal }) =>
      get<Project[]>(
        group === null ? '/projects' : `/groups/${encoded(group)}/projects`,
        {
          order_by: 'name',
          sort: 'asc',
          per_page: foundAtOnce,
          ...(group === null ? {} : { include_subgroups: true }),
          ...(search === '' ? {} : { search }),
        },
        signal,
      ),
    staleTime: 60_000,
  })

export const userQuery = (username: string) =>
  queryOptions({
    queryKey: ['user', username],
    queryFn: async ({ signal }) => (await get<UserBasic[]>('/users', { username }, signal))[0] ?? null,
  })

export const userProjectsQuery = (id: number) =>
  queryOptions({
    queryKey: ['user', id, 'projects'],
    queryFn: ({ signal }) => get<Project[]>(`/users/${id}/projects`, { per_page: 100 }, signal),
  })

export type Visibility = Project['visibility']
export type NewProject = {
  name: string
  path: string
  namespace_id?: number
  description: string
  visibility: Visibility
}
export type NewGroup = {
  name: string
  path: string
  parent_id?: number
  description: string
  visibility: Visibility
}

export const createProject = (given: NewProject) => post<Project>('/projects', given)
export const createGroup = (given: NewGroup) => post<Group>('/groups', given)
type GroupChange = Partial<Omit<NewGroup, 'parent_id'>> & { file_template_project_id?: number | null }
export const changeGroup = (path: string, change: GroupChange) =>
  put<Group>(`/groups/${encoded(path)}`, change)
export const transferGroup = (path: string, parent: number | null) =>
  call<Group>(`/groups/${encoded(path)}/transfer`, { method: 'POST', body: { group_id: parent } })
export const removeGroup = (path: string) => remove(`/groups/${encoded(path)}`)
