// How does the desk do, and how is it set? For those who run it.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { admin, instance, outbox } from '#contract'
import { encoded, get, put, remove } from './client.ts'

export type Mailbox = z.input<typeof admin.Mailbox>
export type Statistics = z.input<typeof admin.Statistics>
export type Settings = z.input<typeof instance.Settings>
export type Undeliverable = z.input<typeof outbox.Undeliverable>

export const mailboxesQuery = queryOptions({
  queryKey: ['mailboxes'],
  queryFn: ({ signal }) => get<Mailbox[]>('/admin/mailboxes', undefined, signal),
})

export const statisticsQuery = queryOptions({
  queryKey: ['statistics'],
  queryFn: ({ signal }) => get<Statistics>('/application/statistics', undefined, signal),
})

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => get<Settings>('/application/settings', undefined, signal),
})

export const saveSettings = (changes: Partial<Settings>) => put<Settings>('/application/settings', changes)

/** Addresses read at once. */
const addressesOfPage = 50

/** Addresses to which nothing is mailed, the newest first. */
export const undeliverableQuery = infiniteQueryOptions({
  queryKey: ['outbox', null, 'undeliverable'],
  queryFn: ({ pageParam, signal }) =>
    get<Undeliverable[]>(
      '/admin/undeliverable_addresses',
      { per_page: addressesOfPage, before: pageParam },
      signal,
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: page => (page.length < addressesOfPage ? undefined : page.at(-1)?.since),
})

export const mailAgainTo = (email: string) => remove(`/admin/undeliverable_addresses/${encoded(email)}`)
