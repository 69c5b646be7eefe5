// Who belongs to a project or group? `at` is the place in the API: `/projects/acme%2Fwidget`, `/groups/acme`.
import { queryOptions } from '@tanstack/react-query'
import { get, getPage, post, put, remove } from './client.ts'
import type { Member, UserBasic } from './types.ts'

/** All of them, page by page: teams are small, and who may do what should be seen whole. */
export const membersQuery = (at: string, inherited: boolean) =>
  queryOptions({
    queryKey: ['members', at, inherited],
    queryFn: async ({ signal }) => {
      const found: Member[] = []
      for (let page: string | null = '1'; page !== null; ) {
        const got: { rows: Member[]; next: string | null } = await getPage<Member>(
          `${at}/members${inherited ? '/all' : ''}`,
          { per_page: 100, page },
          signal,
        )
        found.push(...got.rows)
        page = got.next
      }
      return found
    },
  })

export const peopleToAddQuery = (search: string) =>
  queryOptions({
    queryKey: ['users', 'to-add', search],
    queryFn: ({ signal }) =>
      get<UserBasic[]>('/users', { search, active: true, exclude_internal: true, per_page: 20 }, signal),
  })

export type Membership = { access_level: number; expires_at: string | null }

export const addMember = (at: string, user_id: number, given: Membership) =>
  post<Member>(`${at}/members`, { user_id, ...given })
export const changeMember = (at: string, id: number, given: Membership) =>
  put<Member>(`${at}/members/${id}`, { ...given, expires_at: given.expires_at ?? '' })
export const removeMember = (at: string, id: number) => remove(`${at}/members/${id}`)
