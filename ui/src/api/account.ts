// How does a person change what is their own: profile, password, tokens?
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { token, user } from '#contract'
import { getPage, post, put, remove } from './client.ts'
import type { Token, UserFull } from './types.ts'

export type NewToken = z.input<typeof token.Created>
export type Scope = z.input<typeof token.Create>['scopes'][number]
export type Profile = z.input<typeof user.UpdateSelf>

export const saveProfile = (changes: Profile) => put<UserFull>('/user', changes)

export const changePassword = (given: { current_password: string; password: string }) =>
  put<void>('/user/password', given)

/** Administrators would see everybody's; here are the person's own. */
export const tokensQuery = (userId: number, state: 'active' | 'inactive') =>
  infiniteQueryOptions({
    queryKey: ['tokens', userId, state],
    queryFn: ({ pageParam, signal }) =>
      getPage<Token>(
        '/personal_access_tokens',
        { user_id: userId, state, page: pageParam, per_page: 50 },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const makeToken = (given: { name: string; scopes: readonly Scope[]; expires_at: string | null }) =>
  post<NewToken>('/user/personal_access_tokens', given)

export const rotateToken = (id: number, expires_at: string | null) =>
  post<NewToken>(`/personal_access_tokens/${id}/rotate`, { expires_at })

export const revokeToken = (id: number) => remove(`/personal_access_tokens/${id}`)
