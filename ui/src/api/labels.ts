// Which labels are there, and how are they made and changed? `at`: `/projects/acme%2Fwidget` or `/groups/acme`.
import { infiniteQueryOptions } from '@tanstack/react-query'
import { getPage, post, put, remove } from './client.ts'
import type { Label } from './types.ts'

export const labelPagesQuery = (at: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['labels', at, 'pages', search],
    queryFn: ({ pageParam, signal }) =>
      getPage<Label>(`${at}/labels`, { search, with_counts: true, per_page: 50, page: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export type LabelText = { name: string; color: string; description: string; priority: string }

export const addLabel = (at: string, given: LabelText) => post<Label>(`${at}/labels`, sent(given))
export const changeLabel = (at: string, id: number, { name, ...given }: LabelText) =>
  put<Label>(`${at}/labels/${id}`, { ...sent(given), new_name: name })
export const removeLabel = (at: string, id: number) => remove(`${at}/labels/${id}`)

/** An empty priority is none. */
const sent = <T extends { priority: string }>({ priority, ...given }: T) => ({
  ...given,
  priority: priority.trim() === '' ? null : priority,
})
