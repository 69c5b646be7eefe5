// How are tickets joined and divided, and whose are they really?
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { merging } from '#contract'
import { encoded, get, post, put, remove } from './client.ts'
import { issuePath } from './issues.ts'
import type { Issue } from './types.ts'

/** Gives back the ticket that stays. */
export const mergeIssue = (path: string, iid: number, into: { path: string; iid: number }) =>
  post<Issue>(`${issuePath(path, iid)}/merge`, { target_issue_iid: into.iid, target_project_id: into.path })

/** Gives back the new ticket. */
export const splitNote = (
  path: string,
  iid: number,
  noteId: number,
  given: { title?: string; with_later: boolean },
) => post<Issue>(`${issuePath(path, iid)}/notes/${noteId}/split`, given)

/** Closes it and teaches the checkers for spam; `none` takes that back. Nobody outside is told. */
export const markAsSpam = (path: string, iid: number, none = false) =>
  none ? remove<Issue>(`${issuePath(path, iid)}/spam`) : post<Issue>(`${issuePath(path, iid)}/spam`)

type Requester = z.input<typeof merging.Requester>
export type Suggestion = NonNullable<Requester['suggestion']>

export const requesterQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: ['issue', path, iid, 'requester'],
    queryFn: ({ signal }) => get<Requester>(`${issuePath(path, iid)}/requester`, undefined, signal),
  })

export type RequesterChange = {
  email: string
  name: string
  keep_former: boolean
  greet?: boolean
  confirmed: true
}

export const changeRequester = (path: string, iid: number, change: RequesterChange) =>
  put<z.input<typeof merging.ChangedRequester>>(`${issuePath(path, iid)}/requester`, change)

type Found = Pick<Issue, 'id' | 'iid' | 'title' | 'state' | 'references' | 'moved_to_id'>

/** Tickets whose title or text has the words; `12`, `#12` or `group/project#12` names one. */
export const ticketsQuery = (path: string, text: string) =>
  queryOptions({
    queryKey: ['tickets-to-merge', path, text],
    queryFn: ({ signal }) => {
      const named = /^(?<place>[\w./-]*?)#?(?<iid>\d{1,9})$/.exec(text.trim())?.groups
      const search = text.trim() === '' ? {} : { search: text.trim() }
      const asked = named ? { iids: named.iid } : search
      const at = named?.place || path
      const query = { ...asked, state: 'all', order_by: 'updated_at', per_page: 20 }
      return get<Found[]>(`/projects/${encoded(at)}/issues`, query, signal)
    },
    retry: false,
  })
