// Who is signed in?
import { queryOptions } from '@tanstack/react-query'
import { ApiError, get, post, remove } from './client.ts'
import type { UserFull } from './types.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) =>
    get<UserFull>('/session', undefined, signal).catch(error => {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const signIn = (given: { login: string; password: string; remember_me: boolean }) =>
  post<UserFull>('/session', given)

export const signOut = () => remove('/session')
