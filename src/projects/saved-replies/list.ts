// Which answers does the team of a project keep ready?
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { DB, Db } from '#db'
import type { Viewer } from '#users'
import { Access } from '../access.ts'
import { requireProject } from '../require-project.ts'

export type SavedReply = Selectable<DB['saved_replies']>

/** All of them, by title: they are few. @throws not_found; forbidden below Reporter */
export async function listSavedReplies(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
): Promise<SavedReply[]> {
  const { id } = await requireProject(db, viewer, idOrPath, Access.reporter)
  return db
    .selectFrom('saved_replies')
    .selectAll()
    .where('project_id', '=', id)
    .orderBy(sql`lower(title)`)
    .execute()
}
