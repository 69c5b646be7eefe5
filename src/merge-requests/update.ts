// How is a merge request changed? One attribute after the other, each with its system note, then one event for all.
import { sql } from 'kysely'
import { type Tx, transaction } from '#db'
import { milestones, uploads } from '#issues'
import { DeskError, texts } from '#kernel'
import type { Person } from '#users'
import { refuseSecond, requireBranches } from './histories.ts'
import { changeLabels, type LabelChange } from './labels.ts'
import { addSystemNote } from './notes/system.ts'
import { setPeople } from './people.ts'
import { requireChange, requireMergeRequest } from './policy.ts'
import { type CodeDesk, type Found, isDraft, type MergeRequest } from './rows.ts'
import { tell } from './tell.ts'
import { callMentioned } from './todos.ts'

/** What is absent stays as it is. */
export type MergeRequestChanges = {
  title?: string | undefined
  description?: string | undefined
  target_branch?: string | undefined
  assigneeIds?: readonly number[] | undefined
  reviewerIds?: readonly number[] | undefined
  labels?: LabelChange | undefined
  /** Null: none. */
  milestoneId?: number | null | undefined
  squash?: boolean | undefined
  removeSourceBranch?: boolean | undefined
}

/**
 * Returns the names of what is other than before.
 * @throws not_found, invalid naming the field; forbidden unless by the author or from Developer up
 */
export async function updateMergeRequest(
  desk: CodeDesk,
  by: Person,
  place: { project: number | string; iid: number },
  changes: MergeRequestChanges,
): Promise<string[]> {
  const found = await requireMergeRequest(desk.db, by, place.project, place.iid)
  requireChange(found, by)
  const base = await newBase(desk, found, changes.target_branch)
  return transaction(desk.db, async tx => {
    const mergeRequest = await lock(tx, found.mergeRequest.id)
    const done = await apply(tx, { ...found, mergeRequest }, by, changes, base)
    if (done.length > 0) await tell(tx, { mergeRequest, action: 'update', actorId: by.id, changes: done })
    return done
  })
}

/** @throws not_found if it has gone meanwhile */
export async function lock(tx: Tx, id: number): Promise<MergeRequest> {
  const row = await tx
    .selectFrom('merge_requests')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? Promise.reject(DeskError.notFound('Merge request'))
}

/** Where the histories parted, if it is to go into another branch. */
async function newBase(
  desk: CodeDesk,
  { mergeRequest, project }: Found,
  target: string | undefined,
): Promise<string> {
  if (target === undefined || target === mergeRequest.target_branch) return mergeRequest.base_oid
  if (mergeRequest.state !== 'opened')
    throw DeskError.invalid('target_branch', 'can be changed only as long as the merge request is open')
  const branches = { source_branch: mergeRequest.source_branch, target_branch: target }
  const { base } = await requireBranches(await desk.repositories.open(project), branches)
  await refuseSecond(desk.db, project, branches)
  return base
}

async function apply(
  tx: Tx,
  { mergeRequest, project }: Found,
  by: Person,
  changes: MergeRequestChanges,
  base: string,
): Promise<string[]> {
  const { id, iid: _iid } = mergeRequest
  const at = { mergeRequestId: id, projectId: project.id, by }
  const done: string[] = []
  const set = (values: Partial<Omit<MergeRequest, 'id'>>) =>
    tx.updateTable('merge_requests').set(values).where('id', '=', id).execute()
  const title = changes.title === undefined ? mergeRequest.title : texts.checkTitle(changes.title)
  if (title !== mergeRequest.title) {
    await set({ title })
    await addSystemNote(tx, {
      mergeRequestId: id,
      by,
      action: 'title',
      body: renamed(mergeRequest.title, title),
    })
    done.push('title')
  }
  const { description = mergeRequest.description } = changes
  if (texts.checkText('description', description) !== mergeRequest.description) {
    await set({ description })
    await uploads.bindToMergeRequest(tx, { ...at, text: description })
    await callMentioned(tx, at, { text: description, before: mergeRequest.description })
    const body = 'changed the description'
    await addSystemNote(tx, { mergeRequestId: id, by, action: 'description', body })
    done.push('description')
  }
  if (await retarget(tx, mergeRequest, by, changes.target_branch, base)) done.push('target_branch')
  const { assigneeIds, reviewerIds, labels } = changes
  if (assigneeIds && (await setPeople(tx, at, 'assignee', assigneeIds))) done.push('assignees')
  if (reviewerIds && (await setPeople(tx, at, 'reviewer', reviewerIds))) done.push('reviewers')
  if (labels && (await changeLabels(tx, at, labels))) done.push('labels')
  if (await setMilestone(tx, mergeRequest, by, changes.milestoneId)) done.push('milestone')
  const { squash = mergeRequest.squash, removeSourceBranch = mergeRequest.remove_source_branch } = changes
  if (squash !== mergeRequest.squash || removeSourceBranch !== mergeRequest.remove_source_branch) {
    await set({ squash, remove_source_branch: removeSourceBranch })
    done.push('options')
  }
  return done
}

function renamed(before: string, after: string): string {
  if (isDraft(before) && !isDraft(after)) return 'marked this merge request as ready'
  if (!isDraft(before) && isDraft(after)) return 'marked this merge request as draft'
  return `changed title from **${before}** to **${after}**`
}

async function retarget(
  tx: Tx,
  { id, target_branch: before }: MergeRequest,
  by: Person,
  target: string | undefined,
  base: string,
): Promise<boolean> {
  if (target === undefined || target === before) return false
  await sql`
    update merge_requests set target_branch = ${target}, base_oid = ${base}, checked_source_oid = null,
      checked_target_oid = null where id = ${id}`.execute(tx)
  const body = `changed target branch from \`${before}\` to \`${target}\``
  await addSystemNote(tx, { mergeRequestId: id, by, action: 'branch', body })
  return true
}

async function setMilestone(
  tx: Tx,
  { id, project_id: projectId, milestone_id: before }: MergeRequest,
  by: Person,
  milestoneId: number | null | undefined,
): Promise<boolean> {
  if (milestoneId === undefined || milestoneId === before) return false
  const found = milestoneId === null ? null : await milestones.findOf(tx, projectId, milestoneId)
  await tx.updateTable('merge_requests').set({ milestone_id: milestoneId }).where('id', '=', id).execute()
  const body = found ? `changed milestone to ${milestones.reference(found.title)}` : 'removed milestone'
  await addSystemNote(tx, { mergeRequestId: id, by, action: 'milestone', body })
  return true
}
