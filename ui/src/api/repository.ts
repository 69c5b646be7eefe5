// What lies in a project's repository, and what was done to it?
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { branch, commit, repository } from '#contract'
import { codePath } from '../urls.ts'
import { call, encoded, get, getPage, post, remove, send } from './client.ts'

export type CodePlace = z.input<typeof repository.Place>
export type Entry = z.input<typeof repository.Entry>
export type CodeFile = z.input<typeof repository.File>
export type Commit = z.input<typeof commit.Commit>
export type CommitDetails = z.input<typeof commit.CommitDetails>
export type FileDiff = z.input<typeof commit.Diff>
export type Branch = z.input<typeof branch.Branch>
export type Tag = z.input<typeof branch.Tag>
export type Comparison = z.input<typeof repository.Comparison>

const at = (path: string) => `/projects/${encoded(path)}/repository`

/** The branch and the path that stand together in an address. */
export const placeQuery = (path: string, rest: string) =>
  queryOptions({
    queryKey: ['code', path, 'place', rest],
    queryFn: ({ signal }) => get<CodePlace>(`${at(path)}/place`, { at: rest }, signal),
    retry: false,
    // The page before stays until this one is known.
    placeholderData: keepPreviousData,
  })

const entriesAtOnce = 100

export const treeQuery = (path: string, { commit: ref, path: folder }: CodePlace) =>
  infiniteQueryOptions({
    queryKey: ['code', path, 'tree', ref, folder],
    queryFn: ({ pageParam, signal }) =>
      getPage<Entry>(
        `${at(path)}/tree`,
        { ref, path: folder, per_page: entriesAtOnce, page: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The last commit of each name; names of a folder are asked in pages like the folder itself. */
export const lastCommitsQuery = (path: string, place: CodePlace, names: readonly string[]) =>
  queryOptions({
    queryKey: ['code', path, 'last commits', place.commit, place.path, names],
    queryFn: async ({ signal }) => {
      const body = { ref: place.commit, ...(place.path === '' ? {} : { path: place.path }), names }
      const found = await call<{ name: string; commit: Commit }[]>(`${at(path)}/last_commits`, {
        method: 'POST',
        body,
        signal,
      })
      return new Map(found.map(one => [one.name, one.commit]))
    },
    enabled: names.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  })

/** Bytes; more of a text is slow to come and to draw, and few read it in a browser. */
const shownBytes = 2 * 1024 * 1024

const fileAt = (path: string, file: string) => `${at(path)}/files/${encoded(file)}`

/** What a file holds; null: too much to be shown. */
export const contentQuery = (path: string, place: CodePlace) =>
  queryOptions({
    queryKey: ['code', path, 'content', place.commit, place.path],
    queryFn: async ({ signal }) => {
      const url = `${fileAt(path, place.path)}/raw`
      const response = await send(url, { query: { ref: place.commit }, signal })
      if (Number(response.headers.get('content-length')) <= shownBytes)
        return new Uint8Array(await response.arrayBuffer())
      await response.body?.cancel()
      return null
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** What is known of a file without its content. */
export const fileFactsQuery = (path: string, place: CodePlace) =>
  queryOptions({
    queryKey: ['code', path, 'file facts', place.commit, place.path],
    queryFn: async ({ signal }) => {
      const query = { ref: place.commit }
      const { headers } = await send(fileAt(path, place.path), { method: 'HEAD', query, signal })
      return { size: Number(headers.get('x-gitlab-size')), mode: headers.get('x-gitlab-mode') }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

/** A text in Markdown as the desk shows it; links lead to the branch that is looked at. */
export const fileHtmlQuery = (path: string, place: CodePlace, file: string) =>
  queryOptions({
    queryKey: ['code', path, 'html', place.commit, place.ref, file],
    queryFn: ({ signal }) =>
      get<{ html: string }>(`${at(path)}/files/${encoded(file)}/html`, { ref: place.ref }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const rawUrl = (path: string, ref: string, file: string) =>
  `/${path}/-/raw/${codePath(`${ref}/${file}`)}`

const commitsAtOnce = 40

export const commitsQuery = (path: string, place: Pick<CodePlace, 'ref' | 'path'>) =>
  infiniteQueryOptions({
    queryKey: ['code', path, 'commits', place.ref, place.path],
    queryFn: ({ pageParam, signal }) =>
      getPage<Commit>(
        `${at(path)}/commits`,
        { ref_name: place.ref, path: place.path, per_page: commitsAtOnce, page: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

export const commitQuery = (path: string, sha: string) =>
  queryOptions({
    queryKey: ['code', path, 'commit', sha],
    queryFn: ({ signal }) => get<CommitDetails>(`${at(path)}/commits/${encoded(sha)}`, undefined, signal),
    retry: false,
  })

export const commitDiffQuery = (path: string, sha: string) =>
  queryOptions({
    queryKey: ['code', path, 'diff', sha],
    queryFn: ({ signal }) => get<FileDiff[]>(`${at(path)}/commits/${encoded(sha)}/diff`, undefined, signal),
  })

const branchesAtOnce = 100

export const branchesQuery = (path: string, search = '') =>
  queryOptions({
    queryKey: ['code', path, 'branches', search],
    queryFn: ({ signal }) =>
      getPage<Branch>(`${at(path)}/branches`, { search, per_page: branchesAtOnce }, signal),
    placeholderData: keepPreviousData,
  })

export const tagsQuery = (path: string, search = '') =>
  queryOptions({
    queryKey: ['code', path, 'tags', search],
    queryFn: ({ signal }) => getPage<Tag>(`${at(path)}/tags`, { search, per_page: branchesAtOnce }, signal),
    placeholderData: keepPreviousData,
  })

export const addBranch = (path: string, branch: string, ref: string) =>
  post<Branch>(`${at(path)}/branches`, { branch, ref })
export const removeBranch = (path: string, branch: string) =>
  remove(`${at(path)}/branches/${encoded(branch)}`)
/** With a message it is an annotated one. */
export const addTag = (path: string, tag: string, ref: string, message: string) =>
  post<Tag>(`${at(path)}/tags`, { tag_name: tag, ref, ...(message === '' ? {} : { message }) })
export const removeTag = (path: string, tag: string) => remove(`${at(path)}/tags/${encoded(tag)}`)

export const compareQuery = (path: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['code', path, 'compare', from, to],
    queryFn: ({ signal }) => get<Comparison>(`${at(path)}/compare`, { from, to }, signal),
    enabled: from !== '' && to !== '',
    retry: false,
  })

export type FileChange = {
  action: 'create' | 'update' | 'move' | 'delete'
  file: string
  /** Where a moved file was. */
  previous?: string
  /** Absent: a moved file stays as it is. */
  content?: string
  message: string
  branch: string
  /** The commit at which a new branch begins. */
  start?: string
  /** The last commit that had touched the file when it was read. */
  before?: string
}

/** @throws ApiError if somebody else was faster, or the branch is protected */
export const commitFile = (path: string, { branch, start, message, ...change }: FileChange) =>
  post<CommitDetails>(`${at(path)}/commits`, {
    branch,
    start_sha: start,
    commit_message: message,
    stats: false,
    actions: [
      {
        action: change.action,
        file_path: change.file,
        previous_path: change.previous,
        content: change.content,
        last_commit_id: change.before,
      },
    ],
  })

/** From what one begins to write. */
export type Beginning = {
  place: CodePlace
  /** Null: a new one. */
  file: CodeFile | null
  /** Else it goes to a branch of its own. */
  mayPush: boolean
}

/** Read once: what happens meanwhile takes nothing away from who is writing, and is told when she commits. */
export const beginningQuery = (path: string, rest: string, isNew: boolean) =>
  queryOptions({
    queryKey: ['writing', path, rest, isNew],
    queryFn: async ({ signal }): Promise<Beginning> => {
      const place = await get<CodePlace>(`${at(path)}/place`, { at: rest }, signal)
      const [file, branch] = await Promise.all([
        isNew ? null : readFileAt(path, place.path, place.commit, signal),
        place.kind === 'branch'
          ? get<Branch>(`${at(path)}/branches/${encoded(place.ref)}`, undefined, signal)
          : null,
      ])
      return { place, file, mayPush: branch?.can_push ?? false }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })

/** @throws ApiError 404: it is not there */
export const readFileAt = (path: string, file: string, ref: string, signal?: AbortSignal) =>
  get<CodeFile>(fileAt(path, file), { ref }, signal)

/** The bytes of a file; the API hands them out in base64. */
export const bytesOf = ({ content }: Pick<CodeFile, 'content'>) =>
  Uint8Array.from(atob(content), character => character.charCodeAt(0))
