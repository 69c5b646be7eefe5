// Which commits are about to be merged?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import { code, merging, type Repository } from '#repository'
import type { MergeRequest } from './rows.ts'

export type Tips = {
  /** null: there is no such branch. */
  source: string | null
  target: string | null
}

/** What a merge request is about: what `head` has and `base` has not. */
export type Range = {
  /** Where the histories parted. */
  base: string
  /** The tip of the target; the base where its branch is gone. */
  start: string
  head: string
}

export async function tipsOf(
  repository: Repository,
  branches: Pick<MergeRequest, 'source_branch' | 'target_branch'>,
): Promise<Tips> {
  const [source, target] = await Promise.all([
    merging.tipOf(repository, branches.source_branch),
    merging.tipOf(repository, branches.target_branch),
  ])
  return { source, target }
}

/** Of an open one as the branches are now; of others as they were when it ended. */
export async function rangeOf(repository: Repository, mergeRequest: MergeRequest): Promise<Range> {
  const { state, source_oid: head, base_oid: kept } = mergeRequest
  if (state !== 'opened') return { base: kept, start: kept, head }
  const target = await merging.tipOf(repository, mergeRequest.target_branch)
  if (target === null) return { base: kept, start: kept, head }
  return { base: (await code.commits.mergeBase(repository, [target, head])) ?? kept, start: target, head }
}

/**
 * The tips of two branches that can be merged at all.
 * @throws invalid naming the branch
 */
export async function requireBranches(
  repository: Repository,
  { source_branch, target_branch }: Pick<MergeRequest, 'source_branch' | 'target_branch'>,
): Promise<{ source: string; target: string; base: string }> {
  if (source_branch === target_branch)
    throw DeskError.invalid('target_branch', 'is the source branch: choose two that differ')
  const { source, target } = await tipsOf(repository, { source_branch, target_branch })
  if (source === null) throw DeskError.invalid('source_branch', `does not exist: ${source_branch}`)
  if (target === null) throw DeskError.invalid('target_branch', `does not exist: ${target_branch}`)
  const base = await code.commits.mergeBase(repository, [target, source])
  if (base === null)
    throw DeskError.invalid('source_branch', `has no history in common with ${target_branch}`)
  return { source, target, base }
}

/** @throws conflict naming the one that is open already */
export async function refuseSecond(
  db: Db,
  project: Pick<Project, 'id'>,
  branches: Pick<MergeRequest, 'source_branch' | 'target_branch'>,
  but?: number,
): Promise<void> {
  const other = await db
    .selectFrom('merge_requests')
    .select(['id', 'iid'])
    .where('project_id', '=', project.id)
    .where('source_branch', '=', branches.source_branch)
    .where('target_branch', '=', branches.target_branch)
    .where('state', '=', 'opened')
    .executeTakeFirst()
  if (other !== undefined && other.id !== but)
    throw new DeskError(
      'conflict',
      `Another open merge request already exists for this source branch: !${other.iid}`,
    )
}
