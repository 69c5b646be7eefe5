// Which webhooks has a project, and who may change them? Its Maintainers.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { DeskError } from '#kernel'
import { Access, type Project, requireProject } from '#projects'
import type { Secrets } from '#secrets'
import type { Viewer } from '#users'
import { checkSigningToken, checkToken, checkUrl } from './fields.ts'
import { deliverSoon } from './queue.ts'
import type { Hook, HookDesk } from './rows.ts'

const limits = {
  /** Hooks of a project, as in GitLab: each multiplies what is sent. */
  hooks: 100,
  /** Waiting deliveries that are counted. */
  counted: 10_000,
} as const

export type ListedHook = Hook & { waiting: number }

type Flags =
  | 'push_events'
  | 'tag_push_events'
  | 'issues_events'
  | 'confidential_issues_events'
  | 'note_events'
  | 'confidential_note_events'
  | 'merge_requests_events'
  | 'enable_ssl_verification'

/** What is absent stays; an empty token is taken away. */
export type HookChanges = { [Flag in Flags]?: boolean | undefined } & {
  url?: string | undefined
  name?: string | null | undefined
  description?: string | null | undefined
  token?: string | null | undefined
  signing_token?: string | null | undefined
  push_events_branch_filter?: string | null | undefined
  branch_filter_strategy?: 'wildcard' | 'all_branches' | undefined
  /** Switches on again what the desk has switched off. */
  enabled?: true | undefined
}

type Place = { project: number | string; hook: number }

export const tokenPurpose = (uuid: string) => `secret token of webhook ${uuid}`
export const signingPurpose = (uuid: string) => `signing token of webhook ${uuid}`

const listed = sql`web_hooks.*, (select count(*)::int from (
  select from web_hook_deliveries where hook_id = web_hooks.id and state = 'waiting' limit ${limits.counted}) few) as waiting`

const keeper = (db: Db, viewer: Viewer, project: number | string) =>
  requireProject(db, viewer, project, Access.maintainer)

async function openKeeper(db: Db, viewer: Viewer, idOrPath: number | string): Promise<Project> {
  const project = await keeper(db, viewer, idOrPath)
  if (project.archived) throw DeskError.forbidden('The project is archived')
  return project
}

/** In the order in which they were made; a hundred at most. @throws not_found, forbidden below Maintainer */
export async function listHooks(db: Db, viewer: Viewer, project: number | string): Promise<ListedHook[]> {
  const { id } = await keeper(db, viewer, project)
  const { rows } = await sql<ListedHook>`
    select ${listed} from web_hooks where project_id = ${id} order by id`.execute(db)
  return rows
}

/** @throws not_found, forbidden below Maintainer */
export async function findHook(db: Db, viewer: Viewer, { project, hook }: Place): Promise<ListedHook> {
  const { id } = await keeper(db, viewer, project)
  const { rows } = await sql<ListedHook>`
    select ${listed} from web_hooks where project_id = ${id} and id = ${hook}`.execute(db)
  return rows[0] ?? Promise.reject(DeskError.notFound('Hook'))
}

/** Returns its id. @throws not_found, forbidden below Maintainer, invalid naming the field */
export async function addHook(
  tx: Tx,
  desk: Pick<HookDesk, 'secrets' | 'config'>,
  viewer: Viewer,
  idOrPath: number | string,
  input: HookChanges & { url: string },
): Promise<number> {
  const project = await openKeeper(tx, viewer, idOrPath)
  const uuid = randomUUID()
  const { url, ...more } = input
  const values = {
    ...plain(more),
    ...sealed(desk.secrets, uuid, more),
    url: await checkUrl(url, desk.config.webhooks),
  }
  await sql`select from projects where id = ${project.id} for no key update`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from web_hooks where project_id = ${project.id}`.execute(tx)
  if ((rows[0]?.count ?? 0) >= limits.hooks)
    throw new DeskError('invalid', `Maximum number of project hooks (${limits.hooks}) exceeded: remove one`)
  const made = await tx
    .insertInto('web_hooks')
    .values({ ...values, uuid, project_id: project.id })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

/**
 * Any change lets what waits be tried at once. Who enters another server does not get the tokens of the one before.
 * @throws as adding
 */
export async function changeHook(
  tx: Tx,
  desk: Pick<HookDesk, 'secrets' | 'config'>,
  viewer: Viewer,
  place: Place,
  changes: HookChanges,
): Promise<void> {
  await openKeeper(tx, viewer, place.project)
  const before = await findHook(tx, viewer, place)
  const { url: given, ...more } = changes
  const url = given === undefined ? before.url : await checkUrl(given, desk.config.webhooks)
  const moved = new URL(url).origin !== new URL(before.url).origin
  const again =
    changes.enabled === true
      ? { disabled_at: null, disabled_reason: null, failures: 0, failing_since: null }
      : {}
  await tx
    .updateTable('web_hooks')
    .set({
      ...(moved ? { sealed_token: null, sealed_signing_token: null } : {}),
      ...plain(more),
      ...sealed(desk.secrets, before.uuid, more),
      ...again,
      url,
      wait_until: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', before.id)
    .execute()
  await sql`
    update web_hook_deliveries set next_at = now() where hook_id = ${before.id} and state = 'waiting'`.execute(
    tx,
  )
  await deliverSoon(tx, before.id)
}

/** With what it was told and what still waits. @throws not_found, forbidden below Maintainer */
export async function removeHook(tx: Tx, viewer: Viewer, place: Place): Promise<void> {
  const { id } = await findHook(tx, viewer, place)
  await tx.deleteFrom('web_hooks').where('id', '=', id).execute()
}

function plain(changes: Omit<HookChanges, 'url'>) {
  const { token: _, signing_token: _s, enabled: _e, ...rest } = changes
  const { name, description, push_events_branch_filter: filter, branch_filter_strategy: how, ...flags } = rest
  const texts = { name, description, push_events_branch_filter: how === 'all_branches' ? '' : filter }
  const given = Object.entries(texts).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, (text ?? '').trim()] as const],
  )
  const set = Object.entries(flags).filter((entry): entry is [Flags, boolean] => entry[1] !== undefined)
  return Object.fromEntries([...given, ...set])
}

function sealed(secrets: Secrets, uuid: string, { token, signing_token }: HookChanges) {
  const seal = (text: string | null, purpose: string) => (text ? secrets.seal(text, purpose) : null)
  return {
    ...(token === undefined ? {} : { sealed_token: seal(token && checkToken(token), tokenPurpose(uuid)) }),
    ...(signing_token === undefined
      ? {}
      : {
          sealed_signing_token: seal(signing_token && checkSigningToken(signing_token), signingPurpose(uuid)),
        }),
  }
}
