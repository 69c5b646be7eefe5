// What does a project say of the repository that it follows?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'
import { Access, type Project, requireProject } from '#projects'
import type { Secrets } from '#secrets'
import type { Person, Viewer } from '#users'
import { checkCredential, type MirrorRules, parseAddress } from './address.ts'
import { enqueuePull } from './queue.ts'

type Closing = 'all' | 'qualified' | 'none'

export type Mirror = {
  project_id: number
  user_id: number | null
  enabled: boolean
  url: string
  username: string | null
  sealed_password: string | null
  interval_minutes: number
  closing: Closing
  status: 'none' | 'scheduled' | 'started' | 'finished' | 'failed'
  last_error: string | null
  last_started_at: Date | null
  last_ended_at: Date | null
  last_success_at: Date | null
  failures: number
  next_at: Date
}

/** What is absent stays; an empty name or password takes it away. */
export type MirrorChanges = {
  enabled?: boolean | undefined
  /** May bring name and password along, as `https://name:password@host/path`. */
  url?: string | undefined
  username?: string | null | undefined
  password?: string | null | undefined
  interval_minutes?: number | undefined
  closing?: Closing | undefined
}

export const purposeOf = (projectId: number) => `password of the repository that project ${projectId} follows`

export async function readMirror(db: Db, projectId: number): Promise<Mirror | undefined> {
  const { rows } = await sql<Mirror>`select * from mirrors where project_id = ${projectId}`.execute(db)
  return rows[0]
}

/** @throws not_found, also if the project follows nothing; forbidden below Maintainer */
export async function findMirror(db: Db, viewer: Viewer, idOrPath: number | string): Promise<Mirror> {
  const project = await requireProject(db, viewer, idOrPath, Access.maintainer)
  return (await readMirror(db, project.id)) ?? Promise.reject(DeskError.notFound('Mirror'))
}

type Desk = { secrets: Secrets; config: { mirrors: MirrorRules } }

/**
 * Sets what is followed, and fetches it soon. From then on commits close issues in the name of who set it last.
 * @throws not_found, forbidden below Maintainer, invalid naming the field
 */
export async function changeMirror(
  tx: Tx,
  desk: Desk,
  by: Person,
  idOrPath: number | string,
  changes: MirrorChanges,
): Promise<Mirror> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  if (project.archived) throw DeskError.forbidden('The project is archived')
  const before = await readMirror(tx, project.id)
  const { url, username, sealed } = await addressed(desk, project, before, changes)
  const { enabled = before?.enabled ?? true, interval_minutes = before?.interval_minutes ?? 30 } = changes
  const { rows } = await sql<Mirror>`
    insert into mirrors (project_id, user_id, enabled, url, username, sealed_password, interval_minutes, closing)
    values (${project.id}, ${by.id}, ${enabled}, ${url}, ${username}, ${sealed}, ${interval_minutes},
      ${changes.closing ?? before?.closing ?? 'all'})
    on conflict (project_id) do update set user_id = excluded.user_id, enabled = excluded.enabled, url = excluded.url,
      username = excluded.username, sealed_password = excluded.sealed_password, closing = excluded.closing,
      interval_minutes = excluded.interval_minutes, failures = 0, last_error = null, next_at = now(), updated_at = now()
    returning *`.execute(tx)
  if (enabled) await enqueuePull(tx, project.id)
  return rows[0] ?? Promise.reject(new Error('a mirror vanished while it was written'))
}

async function addressed(desk: Desk, project: Project, before: Mirror | undefined, changes: MirrorChanges) {
  if (changes.url === undefined && before === undefined) throw DeskError.invalid('url', "can't be blank")
  const given = changes.url === undefined ? undefined : parseAddress(changes.url, desk.config.mirrors)
  const url = given?.url ?? before?.url ?? ''
  // Who enters another server must not get the password of the one before.
  const kept = before !== undefined && new URL(before.url).host === new URL(url).host ? before : undefined
  const username = checkCredential(
    'auth_user',
    changes.username ??
      given?.credentials?.username ??
      (changes.username === null ? '' : (kept?.username ?? '')),
  )
  const password = changes.password ?? given?.credentials?.password
  if (password !== undefined) checkCredential('auth_password', password)
  const sealed =
    password === undefined
      ? changes.password === null
        ? null
        : (kept?.sealed_password ?? null)
      : password === ''
        ? null
        : desk.secrets.seal(password, purposeOf(project.id))
  return { url, username: username === '' ? null : username, sealed }
}

/** Follows no more; what was fetched stays. @throws as findMirror */
export async function removeMirror(tx: Tx, by: Person, idOrPath: number | string): Promise<void> {
  const { project_id } = await findMirror(tx, by, idOrPath)
  await tx.deleteFrom('mirrors').where('project_id', '=', project_id).execute()
}
