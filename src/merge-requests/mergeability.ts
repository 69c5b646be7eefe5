// Can it be merged now, and if not, why?
import { sql } from 'kysely'
import type { Db } from '#db'
import { merging, type Repository } from '#repository'
import { type Tips, tipsOf } from './histories.ts'
import { type CodeDesk, type Found, isDraft, type MergeRequest } from './rows.ts'
import { type MergeSettings, settingsOf } from './settings.ts'

/** GitLab's words. */
export type Status =
  | 'mergeable'
  | 'unchecked'
  | 'not_open'
  | 'draft_status'
  | 'conflict'
  | 'need_rebase'
  | 'discussions_not_resolved'
  | 'commits_status'
  | 'branch_missing'

export type Mergeability = {
  status: Status
  /** Paths that both sides changed differently. */
  conflicts: string[]
  tips: Tips
  discussionsResolved: boolean
  settings: MergeSettings
}

/** As of now: the branches are looked at, and what git says of their tips is kept until one of them moves. */
export async function findMergeability(
  { db, repositories }: Pick<CodeDesk, 'db' | 'repositories'>,
  { mergeRequest, project }: Found,
): Promise<Mergeability> {
  const repository = await repositories.open(project)
  const [tips, settings, open] = await Promise.all([
    tipsOf(repository, mergeRequest),
    settingsOf(db, project),
    hasOpenDiscussions(db, mergeRequest.id),
  ])
  const conflicts = await conflictsOf(db, repository, mergeRequest, tips)
  const shown = { conflicts, tips, settings, discussionsResolved: !open }
  const before = firstObstacle(mergeRequest, tips)
  if (before !== null) return { ...shown, status: before }
  if (conflicts.length > 0) return { ...shown, status: 'conflict' }
  if (await isReached(repository, tips)) return { ...shown, status: 'commits_status' }
  if (await mustBeRebased(repository, mergeRequest, tips, settings))
    return { ...shown, status: 'need_rebase' }
  if (open && settings.needs_resolved_discussions) return { ...shown, status: 'discussions_not_resolved' }
  return { ...shown, status: 'mergeable' }
}

function firstObstacle({ state, title }: MergeRequest, { source, target }: Tips): Status | null {
  if (state !== 'opened') return 'not_open'
  if (source === null || target === null) return 'branch_missing'
  return isDraft(title) ? 'draft_status' : null
}

/** As last tried, for lists: git is not asked. */
export function lastStatus({ state, title, checked_source_oid, conflicts }: MergeRequest): Status {
  if (state !== 'opened') return 'not_open'
  if (isDraft(title)) return 'draft_status'
  if (checked_source_oid === null) return 'unchecked'
  return conflicts.length > 0 ? 'conflict' : 'mergeable'
}

async function conflictsOf(
  db: Db,
  repository: Repository,
  mergeRequest: MergeRequest,
  { source, target }: Tips,
): Promise<string[]> {
  if (mergeRequest.state !== 'opened' || source === null || target === null) return []
  const { id, checked_source_oid, checked_target_oid } = mergeRequest
  if (checked_source_oid === source && checked_target_oid === target) return mergeRequest.conflicts
  const conflicts = (await merging.mergeTrees(repository, target, source)).conflicts ?? []
  await sql`
    update merge_requests set checked_source_oid = ${source}, checked_target_oid = ${target},
      conflicts = ${conflicts}::text[] where id = ${id}`.execute(db)
  return conflicts
}

/** There is nothing in it that the target does not have. */
async function isReached(repository: Repository, { source, target }: Tips): Promise<boolean> {
  return source !== null && target !== null && merging.isAncestor(repository, source, target)
}

async function mustBeRebased(
  repository: Repository,
  { squash }: MergeRequest,
  { source, target }: Tips,
  { merge_method: method, squash_option: option }: MergeSettings,
): Promise<boolean> {
  if (method === 'merge' || source === null || target === null) return false
  // Squashed, it is written onto the target as it is.
  if (method === 'ff' && (option === 'always' || (squash && option !== 'never'))) return false
  return !(await merging.isAncestor(repository, target, source))
}

export async function hasOpenDiscussions(db: Db, mergeRequestId: number): Promise<boolean> {
  const open = await db
    .selectFrom('merge_request_notes')
    .select('id')
    .where('merge_request_id', '=', mergeRequestId)
    .where('resolvable', '=', true)
    .where('resolved_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}
