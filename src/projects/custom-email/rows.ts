// What is kept of a project's own mail address? Never handed out with its password.
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Viewer } from '#users'
import { Access } from '../access.ts'
import { requireProject } from '../require-project.ts'
import type { VerificationError } from './reasons.ts'

export type Authentication = 'plain' | 'login' | 'cram_md5'

export type CustomEmail = {
  project_id: number
  email: string
  enabled: boolean
  smtp_address: string
  smtp_port: number
  smtp_username: string
  smtp_authentication: Authentication | null
  verification_state: 'started' | 'finished' | 'failed'
  verification_error: VerificationError | null
  /** What the server said; null: nothing. */
  verification_detail: string | null
  verification_started_at: Date
}

/** All but the password and the token. */
export const publicColumns = sql.raw(`project_id, email, enabled, smtp_address, smtp_port, smtp_username,
  smtp_authentication, verification_state, verification_error, verification_detail, verification_started_at`)

/** Null: the project has none. @throws not_found, forbidden below Maintainer */
export async function getCustomEmail(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
): Promise<CustomEmail | null> {
  const { id } = await requireProject(db, viewer, idOrPath, Access.maintainer)
  const { rows } = await sql<CustomEmail>`
    select ${publicColumns} from service_desk_custom_emails where project_id = ${id}`.execute(db)
  return rows[0] ?? null
}
