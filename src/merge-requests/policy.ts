// Who may read, change and merge a merge request? Whoever reads the code reads it; whoever writes the code changes it.
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import { policy } from '#issues'
import { DeskError } from '#kernel'
import { Access } from '#projects'
import { protection, requireCode } from '#repository'
import type { Person, Viewer } from '#users'
import type { Found } from './rows.ts'

/** What a viewer may read of table `merge_requests`. */
export function readableMergeRequests(viewer: Viewer): Expression<SqlBool> {
  return sql<SqlBool>`merge_requests.project_id in ${policy.codeProjectIds(viewer)}`
}

/** @throws not_found, also where it is hidden; forbidden to members of a private project below Reporter */
export async function requireMergeRequest(
  db: Db,
  viewer: Viewer,
  projectIdOrPath: number | string,
  iid: number,
): Promise<Found> {
  const project = await requireCode(db, viewer, projectIdOrPath, 'read')
  const mergeRequest = await db
    .selectFrom('merge_requests')
    .selectAll()
    .where('project_id', '=', project.id)
    .where('iid', '=', iid)
    .executeTakeFirst()
  if (mergeRequest === undefined) throw DeskError.notFound('Merge request')
  return { mergeRequest, project }
}

/** The author and those who write the code. */
export function mayChange({ mergeRequest, project }: Found, viewer: Viewer): boolean {
  if (viewer === null || project.archived) return false
  return project.accessLevel >= Access.developer || mergeRequest.author_id === viewer.id
}

/** @throws forbidden */
export function requireChange(found: Found, by: Person): void {
  if (found.project.archived) throw DeskError.forbidden('The project is archived')
  if (!mayChange(found, by)) throw DeskError.forbidden()
}

export async function mayMergeIt(db: Db, { mergeRequest, project }: Found, viewer: Viewer): Promise<boolean> {
  if (viewer === null || project.archived || project.accessLevel < Access.developer) return false
  const rules = await protection.rulesOf(db, project.id)
  return protection.mayMerge(rules, project, mergeRequest.target_branch, viewer.isAdmin)
}

/** Whoever reads it and has an account may say something. @throws forbidden where the project is archived */
export function requireNoting({ project }: Found): void {
  if (project.archived) throw DeskError.forbidden('The project is archived')
}
