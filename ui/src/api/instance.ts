// Which desk is this?
import { queryOptions } from '@tanstack/react-query'
import { get } from './client.ts'

/** What everybody may know, signed in or not. */
export type Instance = { name: string; external_url: string; version: string | null }

export const instanceQuery = queryOptions({
  queryKey: ['instance'],
  queryFn: ({ signal }) => get<Instance>('/instance', undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
})
