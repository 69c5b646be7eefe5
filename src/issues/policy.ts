// Who may read which issue and which note?
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Db } from '#db'
import { DeskError, isDeskError } from '#kernel'
import { Access, requireProject, visibleProjectIds } from '#projects'
import type { Person, Viewer } from '#users'
import { type Issue, issueColumns } from './rows.ts'

type Project = Awaited<ReturnType<typeof requireProject>>
/** An issue that somebody may read, with what they may do in its project. */
export type Found = { issue: Issue; project: Project; accessLevel: number }

/** Internal notes and requester addresses are the team's (SPEC §2). */
export function canReadInternal(level: number): boolean {
  return level >= Access.reporter
}

/** The projects in which the viewer is Reporter or more, for `issues.project_id in (…)`. */
function teamProjectIds(viewer: Person) {
  return sql<number>`(select project_id from project_access
    where user_id = ${viewer.id} and access_level >= ${sql.lit(Access.reporter)})`
}

/** Whether the viewer belongs to the team of the project in the given column. */
export function inTeam(viewer: Viewer, column = 'issues.project_id'): Expression<SqlBool> {
  if (viewer === null) return sql<SqlBool>`false`
  if (viewer.isAdmin || viewer.isBot) return sql<SqlBool>`true`
  return sql<SqlBool>`${sql.ref(column)} in ${teamProjectIds(viewer)}`
}

/** Whether the row of `issues` in the query is the viewer's own: written by or assigned to them. */
function isConcerned(viewer: Person, table: string) {
  return sql<SqlBool>`(${sql.ref(`${table}.author_id`)} = ${viewer.id} or exists (select from issue_assignees
    where issue_assignees.issue_id = ${sql.ref(`${table}.id`)} and issue_assignees.user_id = ${viewer.id}))`
}

/**
 * What a viewer may read of table `issues` (or its alias): all of it in the projects where they are Reporter or more,
 * elsewhere in projects that they can see what is not confidential, and what they wrote or are assigned to.
 */
export function readableIssues(viewer: Viewer, table = 'issues'): Expression<SqlBool> {
  if (viewer?.isAdmin || viewer?.isBot) return sql<SqlBool>`true`
  const project = sql.ref(`${table}.project_id`)
  const open = sql<SqlBool>`not ${sql.ref(`${table}.confidential`)}`
  const visible = sql<SqlBool>`${project} in ${visibleProjectIds(viewer)}`
  if (viewer === null) return sql<SqlBool>`(${open} and ${visible})`
  // The team comes first: for its members nothing else has to be asked of a row.
  const team = inTeam(viewer, `${table}.project_id`)
  return sql<SqlBool>`(${team} or (${visible} and (${open} or ${isConcerned(viewer, table)})))`
}

/** The same within one project that the viewer can see, where their level is known: a cheaper question. */
export function readableInProject(viewer: Viewer, level: number): Expression<SqlBool> {
  if (canReadInternal(level)) return sql<SqlBool>`true`
  if (viewer === null) return sql<SqlBool>`not issues.confidential`
  return sql<SqlBool>`(not issues.confidential or ${isConcerned(viewer, 'issues')})`
}

/**
 * What a viewer may read of table `notes` of an issue that they may read: internal notes are the team's, and a system
 * note that names another issue or the code of another project is for those who may read that too.
 */
export function readableNotes(viewer: Viewer): Expression<SqlBool> {
  return sql<SqlBool>`(not notes.internal or ${inTeam(viewer, 'notes.project_id')})
    and (notes.cited_issue_id is null or exists (
      select from issues cited where cited.id = notes.cited_issue_id and ${readableIssues(viewer, 'cited')}))
    and (notes.cited_project_id is null or notes.cited_project_id in ${codeProjectIds(viewer)})`
}

/** The projects whose code the viewer may read: all that they see, of private ones those where they are Reporter or more. */
export function codeProjectIds(viewer: Viewer) {
  return sql<number>`(select id from projects where id in ${visibleProjectIds(viewer)}
    and (visibility <> 'private' or ${inTeam(viewer, 'projects.id')}))`
}

/** Like `findIssue`, by the project's id or full path and the issue's iid. @throws not_found */
export async function requireIssue(
  db: Db,
  viewer: Viewer,
  projectIdOrPath: number | string,
  iid: number,
): Promise<Found> {
  const project = await requireProject(db, viewer, projectIdOrPath)
  const issue = await db
    .selectFrom('issues')
    .select(issueColumns)
    .where('project_id', '=', project.id)
    .where('iid', '=', iid)
    .where(readableInProject(viewer, project.accessLevel))
    .executeTakeFirst()
  if (issue === undefined) throw DeskError.notFound('Issue')
  return { issue, project, accessLevel: project.accessLevel }
}

/** The issue if the viewer may read it. @throws not_found, the same whether it is missing or hidden */
export async function findIssue(db: Db, viewer: Viewer, issueId: number): Promise<Found> {
  const issue = await db
    .selectFrom('issues')
    .select(issueColumns)
    .where('id', '=', issueId)
    .where(readableIssues(viewer))
    .executeTakeFirst()
  if (issue === undefined) throw DeskError.notFound('Issue')
  const project = await requireProject(db, viewer, issue.project_id).catch(error => {
    throw isDeskError(error, 'not_found') ? DeskError.notFound('Issue') : error
  })
  return { issue, project, accessLevel: project.accessLevel }
}

/** The issue, if the person belongs to its team. @throws not_found, forbidden */
export async function findAsTeam(db: Db, by: Person, issueId: number): Promise<Found> {
  const found = await findIssue(db, by, issueId)
  requireLevel(found, Access.reporter)
  return found
}

/** The issue, if the person belongs to its team, wrote it, or is assigned to it. @throws not_found, forbidden */
export async function findAsOwn(db: Db, by: Person, issueId: number): Promise<Found> {
  const found = await findIssue(db, by, issueId)
  requireWritable(found.project)
  if (canReadInternal(found.accessLevel) || found.issue.author_id === by.id) return found
  const assigned = await db
    .selectFrom('issue_assignees')
    .select('user_id')
    .where('issue_id', '=', issueId)
    .where('user_id', '=', by.id)
    .executeTakeFirst()
  if (assigned === undefined) throw DeskError.forbidden()
  return found
}

function requireLevel({ project, accessLevel }: Found, level: number): void {
  requireWritable(project)
  if (accessLevel < level) throw DeskError.forbidden()
}

/** @throws forbidden: an archived project is to be read only */
export function requireWritable(project: Pick<Project, 'archived'>): void {
  if (project.archived) throw DeskError.forbidden('The project is archived')
}
