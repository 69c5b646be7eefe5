// Which of these happenings may this viewer know of?
import { sql } from 'kysely'
import type { Db } from '#db'
import { policy } from '#issues'
import { Access } from '#projects'
import type { Viewer } from '#users'

/** What the database tells on the channel `desk_live`: that something changed, never what it says now. */
export type Happening = {
  /** An event of the tracker (`note_added`, …), `merge_request_updated`, `inbox`, `outbox` or `writing`. */
  kind: string
  /** Of an event of the tracker: where a reader who was away goes on from. */
  eventId?: number
  projectId: number | null
  issueId?: number | null
  noteId?: number | null
  mergeRequestId?: number
  inboxId?: number
  outboxId?: number
  /** Who writes a note right now. */
  writing?: { user: Writer; internal: boolean }
}

type Writer = { id: number; username: string; name: string; avatar_url: string | null }

/** An issue that is gone cannot be asked about; its team may know that it went. */
const ofTheTeam = new Set(['issue_removed'])

/** The happenings that `viewer` may know of, in their order. One query each for issues, notes and mail. */
export async function visibleHappenings(
  db: Db,
  viewer: Viewer,
  happenings: readonly Happening[],
): Promise<Happening[]> {
  const [issues, notes, teams, maintained, code] = await Promise.all([
    readableIssueIds(db, viewer, happenings),
    readableNoteIds(db, viewer, happenings),
    projectsFrom(db, viewer, Access.reporter, happenings),
    projectsFrom(db, viewer, Access.maintainer, happenings),
    projectsOfCode(db, viewer, happenings),
  ])
  return happenings.filter(happening => {
    const { kind, projectId, issueId, noteId, inboxId, outboxId, mergeRequestId, writing } = happening
    if (mergeRequestId !== undefined) return projectId !== null && code.has(projectId)
    if (inboxId !== undefined || outboxId !== undefined) {
      return viewer?.isAdmin === true || (projectId !== null && maintained.has(projectId))
    }
    if (ofTheTeam.has(kind)) return projectId !== null && teams.has(projectId)
    if (issueId == null || !issues.has(issueId)) return false
    // Whoever may read the issue without belonging to its team is not told who is about to answer.
    if (writing) return projectId !== null && teams.has(projectId) && writing.user.id !== viewer?.id
    return noteId == null || notes.has(noteId)
  })
}

const present = (ids: readonly (number | null | undefined)[]) => [...new Set(ids.filter(id => id != null))]

async function readableIssueIds(
  db: Db,
  viewer: Viewer,
  happenings: readonly Happening[],
): Promise<Set<number>> {
  const ids = present(happenings.map(happening => happening.issueId))
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('issues')
    .select('id')
    .where(sql<boolean>`issues.id = any (${ids}::bigint[])`)
    .where(policy.readableIssues(viewer))
    .execute()
  return new Set(rows.map(row => row.id))
}

async function readableNoteIds(
  db: Db,
  viewer: Viewer,
  happenings: readonly Happening[],
): Promise<Set<number>> {
  const ids = present(happenings.map(happening => happening.noteId))
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('notes')
    .select('id')
    .where(sql<boolean>`notes.id = any (${ids}::bigint[])`)
    .where(policy.readableNotes(viewer))
    .execute()
  return new Set(rows.map(row => row.id))
}

async function projectsFrom(
  db: Db,
  viewer: Viewer,
  level: number,
  happenings: readonly Happening[],
): Promise<Set<number>> {
  const ids = present(happenings.map(happening => happening.projectId))
  if (ids.length === 0 || viewer === null) return new Set()
  if (viewer.isAdmin) return new Set(ids)
  const rows = await db
    .selectFrom('project_access')
    .select('project_id')
    .where('user_id', '=', viewer.id)
    .where('access_level', '>=', level)
    .where(sql<boolean>`project_id = any (${ids}::bigint[])`)
    .execute()
  return new Set(rows.map(row => row.project_id))
}

/** Merge requests are for those who may read the code. */
async function projectsOfCode(
  db: Db,
  viewer: Viewer,
  happenings: readonly Happening[],
): Promise<Set<number>> {
  const ids = present(happenings.filter(one => one.mergeRequestId !== undefined).map(one => one.projectId))
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('projects')
    .select('id')
    .where(sql<boolean>`id = any (${ids}::bigint[])`)
    .where(sql<boolean>`id in ${policy.codeProjectIds(viewer)}`)
    .execute()
  return new Set(rows.map(row => row.id))
}
