// What is to be merged, what was said of it, and how is it merged?
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { mergeRequest } from '#contract'
import { encoded, get, getPage, post, put, type Query, remove } from './client.ts'
import type { Commit } from './repository.ts'
import type { Issue, Label } from './types.ts'

type Listed = z.input<typeof mergeRequest.MergeRequest>
export type MergeRequest = Omit<Listed, 'labels'> & { labels: Label[] }
export type MergeRequestDetails = Omit<z.input<typeof mergeRequest.Details>, 'labels'> & { labels: Label[] }
export type MergeRequestChanges = z.input<typeof mergeRequest.Changes>
export type MergeRequestNote = z.input<typeof mergeRequest.Note>
export type MergeRequestDiscussion = z.input<typeof mergeRequest.Discussion>
export type MergeSettings = z.input<typeof mergeRequest.Settings>
export type NewMergeRequest = z.input<typeof mergeRequest.Create>
export type MergeWish = z.input<typeof mergeRequest.Merge>

const at = (path: string) => `/projects/${encoded(path)}/merge_requests`
const one = (path: string, iid: number) => `${at(path)}/${iid}`
/** What the live connection reads anew when something happens to any of them. */
export const mergeRequestsKey = 'merge requests'

/** @param path null: of all projects */
export const mergeRequestsQuery = (path: string | null, filter: Query) =>
  infiniteQueryOptions({
    queryKey: [mergeRequestsKey, path, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      getPage<MergeRequest>(
        path === null ? '/merge_requests' : at(path),
        { ...filter, per_page: 50, with_labels_details: true, page: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  })

export const mergeRequestQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, iid, 'facts'],
    queryFn: ({ signal }) =>
      get<MergeRequestDetails>(one(path, iid), { render_html: true, with_labels_details: true }, signal),
    retry: false,
  })

export const changesQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, iid, 'changes'],
    queryFn: ({ signal }) => get<MergeRequestChanges>(`${one(path, iid)}/changes`, undefined, signal),
  })

export const mergeRequestCommitsQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, iid, 'commits'],
    queryFn: ({ signal }) => getPage<Commit>(`${one(path, iid)}/commits`, { per_page: 100 }, signal),
  })

/** All of them, page by page: a discussion that is left out would be one that nobody answers. */
export const mergeRequestDiscussionsQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, iid, 'discussions'],
    queryFn: async ({ signal }) => {
      const found: MergeRequestDiscussion[] = []
      for (let page: string | null = '1'; page !== null; ) {
        const got: { rows: MergeRequestDiscussion[]; next: string | null } = await getPage(
          `${one(path, iid)}/discussions`,
          { per_page: 100, page, render_html: true },
          signal,
        )
        found.push(...got.rows)
        page = got.next
      }
      return found
    },
  })

export const closesQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, iid, 'closes'],
    queryFn: ({ signal }) => get<Issue[]>(`${one(path, iid)}/closes_issues`, undefined, signal),
  })

/** The merge requests that name an issue; `closes`: those that close it. */
export const ofIssueQuery = (path: string, iid: number) =>
  queryOptions({
    queryKey: [mergeRequestsKey, path, 'of issue', iid],
    queryFn: async ({ signal }) => {
      const issue = `/projects/${encoded(path)}/issues/${iid}`
      const [closing, related] = await Promise.all([
        get<Listed[]>(`${issue}/closed_by`, undefined, signal),
        get<Listed[]>(`${issue}/related_merge_requests`, undefined, signal),
      ])
      const ids = new Set(closing.map(({ id }) => id))
      const named = [...closing, ...related.filter(({ id }) => !ids.has(id))]
      return named.map(row => ({ ...row, closes: ids.has(row.id) }))
    },
  })

export const addMergeRequest = (path: string, given: NewMergeRequest) =>
  post<MergeRequestDetails>(at(path), given)
export const changeMergeRequest = (path: string, iid: number, change: z.input<typeof mergeRequest.Update>) =>
  put<MergeRequestDetails>(one(path, iid), change, { render_html: true, with_labels_details: true })
/** @throws ApiError saying why it cannot be merged */
export const merge = (path: string, iid: number, wish: MergeWish) =>
  put<MergeRequestDetails>(`${one(path, iid)}/merge`, wish)

export const addNote = (path: string, iid: number, body: string) =>
  post<MergeRequestNote>(`${one(path, iid)}/notes`, { body })
export const beginDiscussion = (
  path: string,
  iid: number,
  given: z.input<typeof mergeRequest.CreateDiscussion>,
) => post<MergeRequestDiscussion>(`${one(path, iid)}/discussions`, given)
export const answer = (path: string, iid: number, discussion: string, body: string) =>
  post<MergeRequestNote>(`${one(path, iid)}/discussions/${discussion}/notes`, { body })
export const resolve = (path: string, iid: number, discussion: string, resolved: boolean) =>
  put<MergeRequestDiscussion>(`${one(path, iid)}/discussions/${discussion}`, { resolved })
export const editNote = (path: string, iid: number, note: number, body: string) =>
  put<MergeRequestNote>(`${one(path, iid)}/notes/${note}`, { body })
export const removeNote = (path: string, iid: number, note: number) =>
  remove(`${one(path, iid)}/notes/${note}`)

const settingsAt = (path: string) => `/projects/${encoded(path)}/merge_settings`
export const mergeSettingsQuery = (path: string) =>
  queryOptions({
    queryKey: ['merge settings', path],
    queryFn: ({ signal }) => get<MergeSettings>(settingsAt(path), undefined, signal),
  })
export const changeMergeSettings = (path: string, change: Partial<MergeSettings>) =>
  put<MergeSettings>(settingsAt(path), change)
