// Which milestones has a project, and how are they made and changed?
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { encoded, get, getPage, post, put, remove } from './client.ts'
import type { Milestone } from './types.ts'

const at = (path: string) => `/projects/${encoded(path)}/milestones`

export const milestonePagesQuery = (path: string, state: Milestone['state']) =>
  infiniteQueryOptions({
    queryKey: ['milestones', path, 'pages', state],
    queryFn: ({ pageParam, signal }) =>
      getPage<Milestone>(at(path), { state, per_page: 50, page: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const milestoneQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: ['milestones', path, 'one', iid],
    queryFn: async ({ signal }) => (await get<Milestone[]>(at(path), { iids: [iid] }, signal))[0] ?? null,
  })

/** Text as the desk shows it. */
export const renderedQuery = (path: string, text: string) =>
  queryOptions({
    queryKey: ['markdown', path, text],
    queryFn: () => post<{ html: string }>('/markdown', { text, project: path }),
    enabled: text !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })

export type MilestoneText = { title: string; description: string; start_date: string; due_date: string }

export const addMilestone = (path: string, given: MilestoneText) => post<Milestone>(at(path), given)
export const changeMilestone = (
  path: string,
  id: number,
  change: Partial<MilestoneText> & { state_event?: 'activate' | 'close' },
) => put<Milestone>(`${at(path)}/${id}`, change)
export const removeMilestone = (path: string, id: number) => remove(`${at(path)}/${id}`)
