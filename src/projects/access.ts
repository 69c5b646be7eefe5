// What may somebody do in a project or group? Levels as in GitLab (SPEC §2).
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'

export const Access = { none: 0, guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const
export type Visibility = 'private' | 'internal' | 'public'

/** What a person is everywhere without being a member; null: it depends on memberships. */
export function standingLevel(viewer: Viewer): number | null {
  if (viewer === null) return Access.none
  if (viewer.isAdmin) return Access.owner
  // The Support Bot writes tickets and notes in every project; no other bots exist.
  return viewer.isBot ? Access.reporter : null
}

/** The viewer's level in the project, inherited memberships included; 0 for strangers and projects that are not there. */
export async function accessLevel(db: Db, viewer: Viewer, projectId: number): Promise<number> {
  const standing = standingLevel(viewer)
  if (standing !== null || viewer === null) return standing ?? Access.none
  const { rows } = await sql<{ access_level: number }>`
    select access_level from project_access where project_id = ${projectId} and user_id = ${viewer.id}`.execute(
    db,
  )
  return rows[0]?.access_level ?? Access.none
}

/** Whether somebody of that level sees that there is such a project (or group). */
export function canRead(level: number, visibility: Visibility, viewer: Viewer): boolean {
  if (level >= Access.guest || visibility === 'public') return true
  return visibility === 'internal' && viewer !== null
}
