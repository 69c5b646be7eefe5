// What goes out, and did it arrive? `path` null: all mail of the desk, for administrators.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { encoded, get, getPage, post, type Query } from './client.ts'
import type { OutboxMail } from './types.ts'

const at = (path: string | null) => (path === null ? '/admin/outbox' : `/projects/${encoded(path)}/outbox`)

export const outboxQuery = (path: string | null, filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['outbox', path, filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<OutboxMail>(
        at(path),
        { ...filter, per_page: 50, pagination: 'keyset', cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

/** A mail as it left, or as it would leave now. */
export const renderedMailQuery = (path: string | null, id: number) =>
  queryOptions({
    queryKey: ['outbox', path, 'rendered', id],
    queryFn: ({ signal }) => get<OutboxMail & { text_body: string }>(`${at(path)}/${id}`, undefined, signal),
  })

export const resendMail = (path: string | null, id: number) => post<OutboxMail>(`${at(path)}/${id}/resend`)
