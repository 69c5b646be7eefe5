// What came in, what became of it, and what may be done about it? `path` null: all mail of the desk, for administrators.
import { infiniteQueryOptions } from '@tanstack/react-query'
import { encoded, getPage, post, type Query } from './client.ts'
import type { InboxMail } from './types.ts'

const at = (path: string | null) => (path === null ? '/admin/inbox' : `/projects/${encoded(path)}/inbox`)

export const inboxQuery = (path: string | null, filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['inbox', path, filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<InboxMail>(
        at(path),
        { ...filter, per_page: 50, pagination: 'keyset', cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export type InboxAction = 'release' | 'reroute' | 'discard'
type Done = { id: number; done: boolean; message: string | null }

/** Several at once; each says whether it was done, and why not. */
export const decideMails = (path: string | null, action: InboxAction, ids: readonly number[]) =>
  post<Done[]>(`${at(path)}/bulk`, { action, ids })

/** All that a brake holds of one sender, oldest first. */
export const decideSender = (path: string | null, action: 'release' | 'discard', sender: string) =>
  post<Done[]>(`${at(path)}/sender`, { action, sender })

/** Processes a mail as if it had been addressed to `project`. */
export const rerouteMail = (path: string | null, id: number, project: string) =>
  post<InboxMail>(`${at(path)}/${id}/reroute`, { project_id: project })

/** Where the mail can be had as it came, byte for byte. */
export const rawMailUrl = (path: string | null, id: number) => `/api/v4${at(path)}/${id}/raw`
