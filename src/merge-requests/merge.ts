// How is it merged? A commit is made beside the branches, its oid written down, and only then the target moves to it.
import { sql } from 'kysely'
import { DeskError, isDeskError } from '#kernel'
import { Access } from '#projects'
import { code, merging, type Repository, requireCode, updates } from '#repository'
import { findPerson, type Person } from '#users'
import { finishMerge } from './finish.ts'
import { findMergeability, type Mergeability, type Status } from './mergeability.ts'
import { mayMergeIt, requireMergeRequest } from './policy.ts'
import type { CodeDesk, Found } from './rows.ts'
import { squashes } from './settings.ts'

export type MergeWish = {
  /** The tip of the source branch that was looked at. */
  sha?: string | undefined
  message?: string | undefined
  squashMessage?: string | undefined
  squash?: boolean | undefined
  removeSourceBranch?: boolean | undefined
}

/** How often it is tried again when somebody moves the target meanwhile: others merge, too. */
const maxTries = 5

/** What a person is told who wants to merge and cannot. */
const reasons: Record<Exclude<Status, 'mergeable' | 'conflict'>, string> = {
  unchecked: 'Whether it can be merged is not known yet; try again.',
  not_open: 'It is not open.',
  branch_missing: 'The source or the target branch does not exist any more.',
  draft_status: 'It is marked as a draft: mark it as ready first.',
  commits_status: 'There is nothing to merge: the target branch has all its commits.',
  need_rebase:
    'The target branch has commits that are missing here, and the project merges without merge commits: rebase the source branch and push it.',
  discussions_not_resolved: 'The project wants all discussions resolved first.',
}

/**
 * Merges as the project's settings say. Issues that it closes are closed by a job.
 * @throws not_found, forbidden; not_allowed saying why; not_mergeable naming the files in conflict; conflict if the source is
 * another than `sha`, or the target keeps moving
 */
export async function mergeMergeRequest(
  desk: CodeDesk,
  by: Person,
  place: { project: number | string; iid: number },
  wish: MergeWish,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    const found = await requireMergeRequest(desk.db, by, place.project, place.iid)
    if (!(await mayMergeIt(desk.db, found, by)))
      throw DeskError.forbidden(`You are not allowed to merge into ${found.mergeRequest.target_branch}.`)
    await requireCode(desk.db, by, found.project.id, 'push')
    try {
      return await mergeNow(desk, by, found, wish)
    } catch (error) {
      if (!isDeskError(error, 'conflict') || error.message.startsWith('SHA') || tried === maxTries)
        throw error
    }
  }
}

async function mergeNow(desk: CodeDesk, by: Person, found: Found, wish: MergeWish): Promise<void> {
  const { mergeRequest, project } = found
  const { squash: kept } = mergeRequest
  const squash = wish.squash ?? kept
  const can = await findMergeability(desk, { ...found, mergeRequest: { ...mergeRequest, squash } })
  refuse(can)
  const { source, target } = can.tips
  if (source === null || target === null) throw new Error('what can be merged has both its branches')
  if (wish.sha !== undefined && wish.sha !== source)
    throw new DeskError('conflict', `SHA does not match HEAD of source branch: ${source}`)
  const repository = await desk.repositories.open(project)
  const made = await writeCommits(desk, by, found, {
    ...wish,
    squash: squashes(can.settings, squash),
    method: can.settings.merge_method,
    source,
    target,
    repository,
  })
  const base = (await code.commits.mergeBase(repository, [target, source])) ?? mergeRequest.base_oid
  await intend(desk, found, by, made.oid)
  try {
    const move = { ref: `refs/heads/${mergeRequest.target_branch}`, oldOid: target, newOid: made.oid }
    await updates.moveRefs(desk, project, by, [move], 'merge')
  } catch (error) {
    await takeBack(desk, mergeRequest.id, made.oid)
    throw error
  }
  await finishMerge(desk, mergeRequest.id, {
    userId: by.id,
    oid: made.oid,
    squashOid: made.squashOid,
    source,
    base,
  })
  const remove = wish.removeSourceBranch ?? mergeRequest.remove_source_branch
  if (remove) await removeSource(desk, by, found, source)
}

function refuse({ status, conflicts }: Mergeability): void {
  if (status === 'mergeable') return
  if (status === 'conflict')
    throw new DeskError(
      'not_mergeable',
      `Branch cannot be merged: both sides changed ${conflicts.join(', ')}`,
    )
  throw new DeskError('not_allowed', `Method Not Allowed: ${reasons[status]}`)
}

type Making = MergeWish & {
  squash: boolean
  method: 'merge' | 'rebase_merge' | 'ff'
  source: string
  target: string
  repository: Repository
}

/** The new tip of the target; nothing moves yet. */
async function writeCommits(
  desk: CodeDesk,
  by: Person,
  { mergeRequest, project }: Found,
  { squash, method, source, target, repository, ...wish }: Making,
): Promise<{ oid: string; squashOid: string | null }> {
  if (method === 'ff' && !squash) return { oid: source, squashOid: null }
  const { tree, conflicts } = await merging.mergeTrees(repository, target, source)
  if (tree === null)
    throw new DeskError(
      'not_mergeable',
      `Branch cannot be merged: both sides changed ${conflicts.join(', ')}`,
    )
  const { title, iid, source_branch: from, target_branch: into } = mergeRequest
  const message =
    wish.message ??
    `Merge branch '${from}' into '${into}'\n\n${title}\n\nSee merge request ${project.full_path}!${iid}`
  if (!squash) {
    const given = { ours: target, theirs: source, tree, message, by }
    return { oid: await merging.writeMerge(desk.db, repository, given), squashOid: null }
  }
  const author = (await findPerson(desk.db, mergeRequest.author_id)) ?? by
  const written = { message: wish.squashMessage ?? title, by, author, repository }
  const squashOid = await merging.writeSquash(desk.db, repository, { ...written, tree, onto: target })
  if (method === 'ff') return { oid: squashOid, squashOid }
  const given = { ours: target, theirs: squashOid, tree, message, by }
  return { oid: await merging.writeMerge(desk.db, repository, given), squashOid }
}

/** From now on the target's next tip tells that it was merged, whatever happens to this process. */
async function intend(desk: CodeDesk, { mergeRequest }: Found, by: Person, oid: string): Promise<void> {
  const { numAffectedRows } = await sql`
    update merge_requests set merging_oid = ${oid}, merging_by_id = ${by.id}
    where id = ${mergeRequest.id} and state = 'opened'`.execute(desk.db)
  if (numAffectedRows !== 1n) throw new DeskError('not_allowed', `Method Not Allowed: ${reasons.not_open}`)
}

async function takeBack(desk: CodeDesk, id: number, oid: string): Promise<void> {
  await sql`
    update merge_requests set merging_oid = null, merging_by_id = null
    where id = ${id} and merging_oid = ${oid} and state = 'opened'`.execute(desk.db)
}

/** The branch goes if nobody needs it; that it stays is no failure of the merge. */
async function removeSource(desk: CodeDesk, by: Person, { mergeRequest, project }: Found, source: string) {
  const { source_branch: branch } = mergeRequest
  if (project.accessLevel < Access.developer || branch === project.default_branch) return
  const others = await sql`
    select from merge_requests where project_id = ${project.id} and state = 'opened'
      and ${branch} in (source_branch, target_branch) limit 1`.execute(desk.db)
  if (others.rows.length > 0) return
  const move = { ref: `refs/heads/${branch}`, oldOid: source, newOid: '0'.repeat(source.length) }
  await updates.moveRefs(desk, project, by, [move]).catch(error => {
    if (!isDeskError(error)) desk.log.warn({ err: error, branch }, 'a merged branch could not be removed')
  })
}
