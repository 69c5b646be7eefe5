// How is the repository fetched that a project follows? One fetch at a time a project; what failed is tried again later and later.
import { sql } from 'kysely'
import type pg from 'pg'
import { type Db, transaction } from '#db'
import { DeskError, type Log } from '#kernel'
import { type Repositories, remotes } from '#repository'
import type { Secrets } from '#secrets'
import type { Person } from '#users'
import { addressOf, type MirrorRules } from './address.ts'
import { enqueuePull } from './queue.ts'
import { findMirror, type Mirror, purposeOf, readMirror } from './settings.ts'
import { wordsOf } from './words.ts'

export type PullDesk = {
  db: Db
  pool: pg.Pool
  repositories: Repositories
  secrets: Secrets
  log: Log
  config: { mirrors: MirrorRules & { fetch_bytes: number; fetch_minutes: number } }
}

/** First key of the advisory locks that keep the fetches of a project apart, on all nodes. */
const lockClass = 0x70756c6c

const limits = {
  /** Milliseconds until a fetch is tried again that found another one under way. */
  busy: 10_000,
  /** Doublings of the interval after failures, and hours that it never exceeds. */
  doublings: 10,
  hours: 24,
  /** Minutes beyond the longest fetch after which one that has not ended is taken for lost. */
  lost: 10,
} as const

/** What is under way in this process. */
const fetching = new Set<AbortController>()

/** Ends what is under way, for a desk that stops; it is begun anew by the next one. */
export function stopFetches(): void {
  for (const fetch of fetching) fetch.abort()
}

/** The job `mirror.pull`. What went wrong stands with the mirror, and is no failure of the job. */
export async function pullMirror(desk: PullDesk, { projectId }: { projectId: number }): Promise<void> {
  const client = await desk.pool.connect()
  let broken = true
  try {
    const keys = [lockClass, projectId % 2 ** 31]
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1, $2) as mine',
      keys,
    )
    if (rows[0]?.mine) {
      await pullAlone(desk, projectId)
      await client.query('select pg_advisory_unlock($1, $2)', keys)
    } else {
      const later = new Date(Date.now() + limits.busy)
      await transaction(desk.db, tx => enqueuePull(tx, projectId, later))
    }
    broken = false
  } finally {
    client.release(broken)
  }
}

async function pullAlone(desk: PullDesk, projectId: number): Promise<void> {
  const { rows } = await sql<Mirror & { default_branch: string }>`
    update mirrors set status = 'started', last_started_at = now() from projects
    where project_id = ${projectId} and enabled and projects.id = project_id and not projects.archived
    returning mirrors.*, projects.default_branch`.execute(desk.db)
  const mirror = rows[0]
  if (mirror === undefined) return
  const stop = new AbortController()
  fetching.add(stop)
  try {
    const { head } = await fetchIt(desk, mirror, stop.signal)
    await ended(desk.db, mirror, null)
    if (head !== null) await takeDefault(desk.db, mirror, head)
  } catch (error) {
    if (stop.signal.aborted) return await forget(desk.db, projectId)
    const words = wordsOf(error)
    if (words === null) desk.log.error({ err: error, projectId }, 'a mirror could not be fetched')
    await ended(desk.db, mirror, words ?? 'The desk could not fetch the repository; its log says why.')
  } finally {
    fetching.delete(stop)
  }
}

/** As if it had not begun. */
async function forget(db: Db, projectId: number): Promise<void> {
  await db.updateTable('mirrors').set({ status: 'none' }).where('project_id', '=', projectId).execute()
}

async function fetchIt(
  desk: PullDesk,
  mirror: Mirror & { default_branch: string },
  stop: AbortSignal,
): Promise<remotes.Followed> {
  const { mirrors: rules } = desk.config
  if (new URL(mirror.url).protocol === 'http:' && !rules.allow_http)
    throw DeskError.forbidden('http:// is not allowed (mirrors.allow_http); enter the https:// address.')
  const address = await addressOf(mirror.url, rules)
  const { username, sealed_password: sealed, project_id: id, default_branch } = mirror
  const password = sealed === null ? '' : desk.secrets.open(sealed, purposeOf(id))
  const remote = {
    url: mirror.url,
    address,
    // Forges that take a token as the password want some name beside it.
    credentials: username === null && sealed === null ? null : { username: username ?? 'git', password },
    maxBytes: rules.fetch_bytes,
    signal: AbortSignal.any([stop, AbortSignal.timeout(rules.fetch_minutes * 60_000)]),
  }
  return remotes.followRemote(desk, { id, default_branch }, remote, mirror.user_id)
}

async function ended(db: Db, { project_id: id, url }: Mirror, error: string | null): Promise<void> {
  await sql`
    update mirrors set status = ${error === null ? 'finished' : 'failed'}, last_error = ${error}, last_ended_at = now(),
      last_success_at = case when ${error === null} then now() else last_success_at end,
      failures = case when ${error === null} then 0 else failures + 1 end,
      next_at = now() + case when ${error === null} then make_interval(mins => interval_minutes)
        else greatest(make_interval(mins => interval_minutes), least(make_interval(hours => ${limits.hours}),
          make_interval(mins => interval_minutes) * (2 ^ least(failures, ${limits.doublings})))) end
    where project_id = ${id} and url = ${url}`.execute(db)
}

/** The other repository's default branch, where there is none of ours: else neither templates nor closing would find it. */
async function takeDefault(db: Db, { project_id: id }: Mirror, head: string): Promise<void> {
  await sql`
    update projects set default_branch = ${head} where id = ${id} and default_branch <> ${head}
      and not exists (select from ref_updates where project_id = ${id} and settled is not null
        and ref = 'refs/heads/' || projects.default_branch)`.execute(db)
}

/** Duty: what is due, and what a crash left begun. */
export async function dueMirrors({ db, config }: Pick<PullDesk, 'db' | 'config'>): Promise<void> {
  const lost = config.mirrors.fetch_minutes + limits.lost
  const { rows } = await sql<{ project_id: number }>`
    select project_id from mirrors join projects on projects.id = project_id
    where enabled and not projects.archived and next_at <= now()
      and (status <> 'started' or last_started_at < now() - make_interval(mins => ${lost}))`.execute(db)
  for (const { project_id } of rows)
    await transaction(db, async tx => {
      if ((await readMirror(tx, project_id))?.enabled) await enqueuePull(tx, project_id)
    })
}

/** Fetches now. @throws not_found if the project follows nothing, forbidden below Maintainer, or if it is switched off */
export async function pullSoon(db: Db, by: Person, idOrPath: number | string): Promise<Mirror> {
  return transaction(db, async tx => {
    const mirror = await findMirror(tx, by, idOrPath)
    if (!mirror.enabled) throw DeskError.forbidden('The mirror is switched off')
    await enqueuePull(tx, mirror.project_id)
    return { ...mirror, status: 'scheduled' }
  })
}
