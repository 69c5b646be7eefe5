// Whom does a project tell of what happens in it?
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { hook } from '#contract'
import { encoded, get, getPage, post, put, remove } from './client.ts'

export type Hook = z.input<typeof hook.Hook>
export type HookEvent = z.input<typeof hook.Event>
export type NewHook = z.input<typeof hook.Create>
type HookChange = z.input<typeof hook.Update>
export type Trigger = (typeof hook.triggers)[number]

const at = (path: string) => `/projects/${encoded(path)}/hooks`

export const hooksQuery = (path: string) =>
  queryOptions({
    queryKey: ['hooks', path],
    queryFn: ({ signal }) => get<Hook[]>(at(path), { per_page: 100 }, signal),
  })

export const hookQuery = (path: string, id: number) =>
  queryOptions({
    queryKey: ['hooks', path, id],
    queryFn: ({ signal }) => get<Hook>(`${at(path)}/${id}`, undefined, signal),
  })

export const hookEventsQuery = (path: string, id: number, status: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['hooks', path, id, 'events', status],
    queryFn: ({ pageParam, signal }) =>
      getPage<HookEvent>(`${at(path)}/${id}/events`, { status, page: pageParam, per_page: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const addHook = (path: string, values: NewHook) => post<Hook>(at(path), values)
export const changeHook = (path: string, id: number, changes: HookChange) =>
  put<Hook>(`${at(path)}/${id}`, changes)
export const removeHook = (path: string, id: number) => remove(`${at(path)}/${id}`)
export const testHook = (path: string, id: number, trigger: Trigger) =>
  post(`${at(path)}/${id}/test/${trigger}`)
export const resendEvent = (path: string, id: number, event: number) =>
  post<{ response_status: number }>(`${at(path)}/${id}/events/${event}/resend`)
