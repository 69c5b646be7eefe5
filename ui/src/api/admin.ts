// How does the desk do, and how is it set? For those who run it.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { admin, instance, outbox } from '#contract'
import { encoded, get, post, put, remove } from './client.ts'

export type Mailbox = z.input<typeof admin.Mailbox>
export type Reader = NonNullable<Mailbox['reader']>
export type MailboxTest = z.input<typeof admin.Test>
export type RoundTrip = z.input<typeof admin.RoundTrip>
export type BoxName = z.input<typeof admin.BoxName>
export type Tried = z.input<typeof admin.Tried>
export type Statistics = z.input<typeof admin.Statistics>
export type Settings = z.input<typeof instance.Settings>
export type Undeliverable = z.input<typeof outbox.Undeliverable>

export const mailboxesQuery = queryOptions({
  queryKey: ['mailboxes'],
  queryFn: ({ signal }) => get<Mailbox[]>('/admin/mailboxes', undefined, signal),
})

/** Signs in and looks; what does not work is an answer, too. */
export const testMailbox = (name: Tried) => post<MailboxTest>(`/admin/mailboxes/${name}/test`)

export const sendRoundTrip = (name: BoxName) => post<RoundTrip>(`/admin/mailboxes/${name}/round_trip`)

/** A mail seldom needs longer than this for its way. */
const wayMilliseconds = 1000

/** The mail on its way, looked for until it is here or given up. */
export const roundTripQuery = (name: BoxName, sent: RoundTrip) =>
  queryOptions({
    queryKey: ['round-trip', name, sent.id],
    queryFn: ({ signal }) =>
      get<RoundTrip>(`/admin/mailboxes/${name}/round_trip/${encoded(sent.id)}`, undefined, signal),
    initialData: sent,
    enabled: sent.state === 'sent',
    refetchInterval: query => (query.state.data?.state === 'sent' ? wayMilliseconds : false),
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
