// What does the viewer have to do?
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getPage, post, type Query } from './client.ts'
import type { Todo } from './types.ts'

export const todosQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['todos', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<Todo>('/todos', { ...filter, per_page: 50, page: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const todoCountQuery = queryOptions({
  queryKey: ['todos', 'count'],
  queryFn: async ({ signal }) => (await getPage<Todo>('/todos', { per_page: 1 }, signal)).total ?? 0,
})

export const finishTodo = (id: number) => post<Todo>(`/todos/${id}/mark_as_done`)
export const finishAllTodos = () => post<void>('/todos/mark_as_done')
