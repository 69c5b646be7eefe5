// Who has an account? For those who run the desk, who see all of everybody.
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { user } from '#contract'
import { getPage, post, put, type Query } from './client.ts'
import type { UserFull } from './types.ts'

export type NewUser = z.input<typeof user.Create>
export type UserChange = z.input<typeof user.Update>

export const usersQuery = (filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['users', filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<UserFull>('/users', { ...filter, page: pageParam, per_page: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const makeUser = (given: NewUser) => post<UserFull>('/users', given)
export const changeUser = (id: number, changes: UserChange) => put<UserFull>(`/users/${id}`, changes)
export const blockUser = (id: number) => post<boolean>(`/users/${id}/block`)
export const unblockUser = (id: number) => post<boolean>(`/users/${id}/unblock`)
