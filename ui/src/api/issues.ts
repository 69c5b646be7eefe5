// Which issues and tickets are there, and what is one of them like?
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { encoded, get, getPage, post, put, type Query } from './client.ts'
import type { Discussion, Issue, Label, Milestone, Participant } from './types.ts'

/** A list asks for whole labels: names alone have no colours. */
export type IssueRow = Omit<Issue, 'labels'> & { labels: Label[] }

/** The project of a row; lists of one's own hold several. */
export const pathOf = (row: Pick<Issue, 'references'>) => row.references.full.split('#')[0] ?? ''

const rowsAtOnce = 50

/** A list, page after page by cursor. `path` null: of all projects. */
export const issuesQuery = (path: string | null, filter: Query) =>
  infiniteQueryOptions({
    queryKey: ['issues', path, filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<IssueRow>(
        path === null ? '/issues' : `/projects/${encoded(path)}/issues`,
        {
          ...filter,
          with_labels_details: true,
          pagination: 'keyset',
          per_page: rowsAtOnce,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    // live-lists.ts keeps it true; reading all pages again would take longer the further one has come.
    staleTime: Number.POSITIVE_INFINITY,
  })

export type Counts = { all: number; opened: number; closed: number }

/** How many issues a list has under each tab. `path` null: of all projects. */
export const countsQuery = (path: string | null, filter: Query) =>
  queryOptions({
    queryKey: ['counts', path, filter],
    queryFn: async ({ signal }) => {
      const at = path === null ? '' : `/projects/${encoded(path)}`
      const { statistics } = await get<{ statistics: { counts: Counts } }>(
        `${at}/issues_statistics`,
        filter,
        signal,
      )
      return statistics.counts
    },
  })

export const issuePath = (path: string, iid: number) => `/projects/${encoded(path)}/issues/${iid}`

export const issueQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: ['issue', path, iid, 'facts'],
    queryFn: ({ signal }) =>
      get<IssueRow & { description_html?: string }>(
        issuePath(path, iid),
        { with_labels_details: true, render_html: true },
        signal,
      ),
  })

export const discussionsQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: ['issue', path, iid, 'discussions'],
    queryFn: async ({ signal }) => {
      const found: Discussion[] = []
      for (let page: string | null = '1'; page !== null; ) {
        const got: { rows: Discussion[]; next: string | null } = await getPage<Discussion>(
          `${issuePath(path, iid)}/discussions`,
          { render_html: true, per_page: 100, page },
          signal,
        )
        found.push(...got.rows)
        page = got.next
      }
      return found
    },
  })

export const participantsQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: ['issue', path, iid, 'participants'],
    queryFn: ({ signal }) =>
      get<Participant[]>(`${issuePath(path, iid)}/email_participants`, undefined, signal),
  })

export const labelsQuery = (path: string) =>
  queryOptions({
    queryKey: ['labels', path],
    queryFn: ({ signal }) => get<Label[]>(`/projects/${encoded(path)}/labels`, { per_page: 100 }, signal),
    staleTime: 60_000,
  })

export const milestonesQuery = (path: string) =>
  queryOptions({
    queryKey: ['milestones', path],
    queryFn: ({ signal }) =>
      get<Milestone[]>(`/projects/${encoded(path)}/milestones`, { per_page: 100 }, signal),
    staleTime: 60_000,
  })

/** What can be changed of an issue; see PUT /projects/:id/issues/:iid. */
export type IssueChange = {
  title?: string
  description?: string
  confidential?: boolean
  assignee_ids?: number[]
  add_labels?: string[]
  remove_labels?: string[]
  milestone_id?: number | null
  due_date?: string | null
  state_event?: 'close' | 'reopen'
}

/** How it went with each issue of a bulk edit. */
export type BulkResult = { iid: number; done: boolean; message: string | null }
/** The desk takes this many at once. */
export const bulkMax = 100

export const changeIssues = (path: string, iids: readonly number[], change: IssueChange) =>
  post<BulkResult[]>(`/projects/${encoded(path)}/issues/bulk`, { iids, ...change })

export const changeIssue = (path: string, iid: number, change: IssueChange) =>
  put<Issue>(issuePath(path, iid), change)

/** What a new issue is given; below Reporter only the words and `confidential`. */
export type NewIssue = Pick<IssueChange, 'description' | 'confidential' | 'assignee_ids' | 'milestone_id'> & {
  title: string
  labels?: string[]
  due_date?: string
}

export const openIssue = (path: string, given: NewIssue) =>
  post<Issue>(`/projects/${encoded(path)}/issues`, given)

/** Whether the viewer hears of the issue. */
export const setSubscribed = (path: string, iid: number, subscribed: boolean) =>
  post<void>(`${issuePath(path, iid)}/${subscribed ? 'subscribe' : 'unsubscribe'}`)
