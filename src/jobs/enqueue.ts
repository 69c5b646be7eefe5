// How is work left for later, so that it is done if and only if the transaction that asks for it commits?

import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#db'
import type { TaskName, Tasks } from './tasks.ts'

/** Tries a job gets before it is left lying for a person: with the back-off of exp(attempt) seconds about three days. */
const maxAttempts = 25

type Options = {
  /** Not before this time: a moment, or an expression that gives one or null. */
  runAt?: Date | RawBuilder<unknown>
  /** A job with the same key that has not started yet is replaced. */
  key?: string
  /** With `key`: the time of the one that is replaced stays, so that what comes again and again is done all the same. */
  keepTime?: boolean
}

/** Adds a job in the caller's transaction (the outbox pattern). */
export async function enqueue<Name extends TaskName>(
  tx: Tx,
  task: Name,
  payload: Tasks[Name],
  options: Options = {},
): Promise<void> {
  await sql`select 1 from ${addJob(task, sql`${JSON.stringify(payload)}::json`, options)}`.execute(tx)
}

/**
 * The same as a call inside a statement of the caller, for those that write rows and their jobs in one go.
 * @param payload an expression that gives the payload as `json`
 */
export function addJob(
  task: TaskName,
  payload: RawBuilder<unknown>,
  options: Options = {},
): RawBuilder<unknown> {
  const { runAt: given = null } = options
  const runAt = sql`(${given})::timestamptz`
  // The plain case has a function of its own, because every mail needs it several times (migrations/005_jobs.sql).
  if (options.key === undefined) return sql`leave_job(${task}, ${payload}, ${runAt}, ${maxAttempts}::int)`
  const mode = options.keepTime ? 'preserve_run_at' : 'replace'
  return sql`graphile_worker.add_job(${task}, ${payload}, null, ${runAt}, ${maxAttempts}::int, ${options.key},
    job_key_mode => ${mode})`
}
