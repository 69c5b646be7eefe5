// What is found, and where?
import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { search as contract } from '#contract'
import { encoded, getPage } from './client.ts'
import type { MergeRequest } from './merge-requests.ts'
import type { Milestone, Project, UserBasic } from './types.ts'

export type IssueHit = z.input<typeof contract.IssueHit>
export type NoteHit = z.input<typeof contract.NoteHit>
export type Pieces = IssueHit['highlight']['title']
type Hits = {
  issues: IssueHit
  notes: NoteHit
  merge_requests: MergeRequest
  projects: Project
  users: UserBasic
  milestones: Milestone
}
export type Scope = keyof Hits

/** Hits of one kind. `project` null: wherever the viewer may read. An empty text finds nothing and asks nothing. */
export const searchQuery = <S extends Scope>(
  scope: S,
  search: string,
  project: string | null,
  perPage = 20,
) =>
  infiniteQueryOptions({
    queryKey: ['search', project, scope, search, perPage],
    queryFn: ({ pageParam, signal }) =>
      getPage<Hits[S]>(
        project === null ? '/search' : `/projects/${encoded(project)}/search`,
        { scope, search, page: pageParam, per_page: perPage },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    enabled: search.trim() !== '',
  })
