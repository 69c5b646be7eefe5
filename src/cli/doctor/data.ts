// Is the database well, and does nothing lie about that a person should look at?
import type { Desk } from '#main'
import { merging } from '#repository'
import { type Finding, fail, ok, warn, wordsOf } from './check.ts'

/** Keys and times in signatures stand more than this; people wonder at less. */
const skewMilliseconds = 5000

export async function database({ pool }: Desk): Promise<Finding> {
  const { rows } = await pool.query<{ version: string; size: string; now: Date }>(
    `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size,
       clock_timestamp() as now`,
  )
  const [row] = rows
  const skew = Math.abs(Date.now() - (row?.now.getTime() ?? 0))
  if (skew > skewMilliseconds) {
    return warn(
      'database',
      `its clock differs by ${Math.round(skew / 1000)} s`,
      'let both machines keep time by NTP',
    )
  }
  return ok('database', `PostgreSQL ${row?.version}, ${row?.size}, migrations are current`)
}

export async function inbox({ pool }: Desk): Promise<Finding> {
  const { rows } = await pool.query<{ open: number; held: number; failed: number }>(
    `select count(*) filter (where ending is null and received_at < now() - interval '5 minutes') as open,
       count(*) filter (where ending = 'held') as held, count(*) filter (where ending = 'failed') as failed
     from inbox where ending is null or ending in ('held', 'failed')`,
  )
  const { open = 0, held = 0, failed = 0 } = rows[0] ?? {}
  if (open + failed > 0) {
    return warn(
      'inbox',
      `${failed} mails failed, ${open} wait for longer than five minutes`,
      'see /api/v4/admin/inbox and the log',
    )
  }
  return held > 0
    ? warn('inbox', `${held} mails are held`, 'release or discard them: /api/v4/admin/inbox?ending=held')
    : ok('inbox', 'nothing held, nothing failed')
}

export async function outbox({ pool, config }: Desk): Promise<Finding> {
  const { rows } = await pool.query<{ waiting: number; failed: number; late: number }>(
    `select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'failed') as failed,
       count(*) filter (where state in ('queued', 'sending') and created_at < now() - interval '10 minutes') as late
     from outbox where state in ('waiting', 'queued', 'sending', 'failed')`,
  )
  const { waiting = 0, failed = 0, late = 0 } = rows[0] ?? {}
  if (failed + late > 0) {
    return warn(
      'outbox',
      `${failed} mails could not be delivered, ${late} are late`,
      'see /api/v4/admin/outbox for the reasons',
    )
  }
  if (waiting > 0 && !config.smtp)
    return warn('outbox', `${waiting} mails wait for a server`, 'configure smtp; they are sent then')
  return ok('outbox', 'everything is on its way')
}

export async function jobs({ pool }: Desk): Promise<Finding> {
  const { rows } = await pool.query<{ given_up: number; stuck: number }>(
    `select count(*) filter (where attempts >= max_attempts) as given_up,
       count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - interval '5 minutes') as stuck
     from graphile_worker.jobs`,
  )
  const { given_up: givenUp = 0, stuck = 0 } = rows[0] ?? {}
  if (givenUp > 0)
    return warn(
      'jobs',
      `${givenUp} were given up after many tries`,
      'graphile_worker.jobs holds their last error',
    )
  return stuck > 0
    ? warn('jobs', `${stuck} wait for longer than five minutes`, 'is the server running?')
    : ok('jobs', 'none stuck')
}

/** Whether git can read each repository that is on the disk, and whether any is missing that was pushed to. */
export async function repositories({ pool, repositories }: Desk): Promise<Finding> {
  const { rows } = await pool.query<{ id: number; path: string; pushed: boolean }>(
    `select id::float8 as id, full_path as path, exists (
       select from ref_updates where project_id = projects.id and settled is not null) as pushed
     from projects order by id`,
  )
  const wrong: string[] = []
  let count = 0
  for (const { id, path, pushed } of rows) {
    const repository = await repositories.find(id)
    if (repository === null) {
      if (pushed) wrong.push(`${path}: it is missing`)
      continue
    }
    count++
    const says = await merging.tipsOf(repository).then(() => undefined, wordsOf)
    if (says !== undefined) wrong.push(`${path}: ${says}`)
  }
  if (wrong.length > 0)
    return fail(
      'repositories',
      wrong.slice(0, maxNamed).join('; '),
      `look at ${repositories.root}, or restore a backup`,
    )
  return ok('repositories', `${count} can be read`)
}

/** Repositories that one finding names. */
const maxNamed = 5
