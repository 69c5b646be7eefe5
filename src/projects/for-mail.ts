// What do mails in and out need to know of a project? One query, since it is asked with every mail.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { InUse, ServiceDeskSettings } from './service-desk/columns.ts'
import { settingsColumns, settingsTables } from './service-desk/columns.ts'

export type ProjectForMail = ServiceDeskSettings &
  InUse & {
    id: number
    namespace_id: number
    path: string
    full_path: string
    name: string
    visibility: 'private' | 'internal' | 'public'
    archived: boolean
  }

/** Without asking who wants to know: mail is nobody's request. */
export async function projectForMail(db: Db, projectId: number): Promise<ProjectForMail | undefined> {
  const { rows } = await sql<ProjectForMail>`
    select p.id, p.namespace_id, p.path, p.full_path, p.name, p.visibility, p.archived, ${settingsColumns}
    from projects p ${settingsTables}
    where p.id = ${projectId}`.execute(db)
  return rows[0]
}
