// Which forges may tell a project of their pushes and merges, and with which secret?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError, randomHex } from '#kernel'
import type { closing } from '#merge-requests'
import { Access, type Project, requireProject } from '#projects'
import type { Secrets } from '#secrets'
import type { Person, Viewer } from '#users'

export type ForgeHook = {
  id: number
  project_id: number
  user_id: number | null
  name: string
  sealed_secret: string
  closing: closing.Scope
  last_delivery_at: Date | null
  last_forge: string | null
  last_event: string | null
  last_result: string | null
  created_at: Date
}

const limits = {
  /** Of one project: one for each repository that belongs to it. */
  hooks: 100,
  /** Bytes of a secret of our own making. */
  secretBytes: 24,
  /** Characters: shorter ones are guessed, longer ones are no secrets of a forge. */
  shortest: 16,
  longest: 500,
} as const

export const purposeOf = (projectId: number) => `secret of forge hooks of project ${projectId}`

/** @throws not_found; forbidden below Maintainer */
export async function listForgeHooks(
  db: Db,
  viewer: Viewer,
  idOrPath: number | string,
): Promise<ForgeHook[]> {
  const project = await requireProject(db, viewer, idOrPath, Access.maintainer)
  const { rows } = await sql<ForgeHook>`
    select * from forge_hooks where project_id = ${project.id} order by id`.execute(db)
  return rows
}

export type ForgeHookChanges = {
  name?: string | undefined
  /** Absent in a new one: the desk makes it. */
  secret?: string | undefined
  closing?: closing.Scope | undefined
}

type Desk = { secrets: Secrets }

/** With its secret, which is never shown again. From then on it closes issues in the name of who made it. */
export async function addForgeHook(
  tx: Tx,
  desk: Desk,
  by: Person,
  idOrPath: number | string,
  { name, secret = randomHex(limits.secretBytes), closing = 'all' }: ForgeHookChanges & { name: string },
): Promise<{ hook: ForgeHook; secret: string }> {
  const project = await requireWritable(tx, by, idOrPath)
  const { rows: counted } = await sql<{ count: number }>`
    select count(*) as count from forge_hooks where project_id = ${project.id}`.execute(tx)
  if ((counted[0]?.count ?? 0) >= limits.hooks)
    throw new DeskError('invalid', `A project has ${limits.hooks} of these at most: remove one first.`)
  const sealed = desk.secrets.seal(checkSecret(secret), purposeOf(project.id))
  const { rows } = await sql<ForgeHook>`
    insert into forge_hooks (project_id, user_id, name, sealed_secret, closing)
    values (${project.id}, ${by.id}, ${checkName(name)}, ${sealed}, ${closing}) returning *`.execute(tx)
  const [hook] = rows
  if (hook === undefined) throw new Error('a forge hook was written and did not come back')
  return { hook, secret }
}

/** What is absent stays. It acts in the name of who changed it last. @throws not_found, forbidden, invalid */
export async function changeForgeHook(
  tx: Tx,
  desk: Desk,
  by: Person,
  idOrPath: number | string,
  id: number,
  { name, secret, closing }: ForgeHookChanges,
): Promise<ForgeHook> {
  const project = await requireWritable(tx, by, idOrPath)
  const sealed = secret === undefined ? null : desk.secrets.seal(checkSecret(secret), purposeOf(project.id))
  const { rows } = await sql<ForgeHook>`
    update forge_hooks set user_id = ${by.id}, updated_at = now(),
      name = coalesce(${name === undefined ? null : checkName(name)}, name),
      sealed_secret = coalesce(${sealed}, sealed_secret), closing = coalesce(${closing ?? null}, closing)
    where id = ${id} and project_id = ${project.id} returning *`.execute(tx)
  return rows[0] ?? Promise.reject(DeskError.notFound('Forge hook'))
}

/** @throws not_found; forbidden below Maintainer */
export async function removeForgeHook(
  tx: Tx,
  by: Person,
  idOrPath: number | string,
  id: number,
): Promise<void> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  const { numAffectedRows } = await sql`
    delete from forge_hooks where id = ${id} and project_id = ${project.id}`.execute(tx)
  if (numAffectedRows !== 1n) throw DeskError.notFound('Forge hook')
}

async function requireWritable(tx: Tx, by: Person, idOrPath: number | string): Promise<Project> {
  const project = await requireProject(tx, by, idOrPath, Access.maintainer)
  if (project.archived) throw DeskError.forbidden('The project is archived')
  return project
}

function checkName(name: string): string {
  const clean = name.trim()
  if (clean === '') throw DeskError.invalid('name', "can't be blank")
  return clean.slice(0, 255)
}

function checkSecret(secret: string): string {
  if (secret.length < limits.shortest || secret.length > limits.longest || /[^\x21-\x7e]/.test(secret))
    throw DeskError.invalid(
      'secret',
      `needs ${limits.shortest} to ${limits.longest} letters of ASCII without blanks`,
    )
  return secret
}
