// What was a hook told, and what did it answer? Kept for a week.
import { sql } from 'kysely'
import type { Db } from '#db'

const limits = {
  /** Days that the log is kept, and what waits. */
  days: 7,
  /** Deliveries of a hook that are kept: payloads may be long. */
  deliveries: 5000,
  /** Rows that are removed at a time. */
  batch: 5000,
} as const

export type Attempt = {
  id: number
  url: string
  trigger: string
  body: string
  key: string
  request_headers: Record<string, string>
  response_headers: Record<string, string>
  response_body: string
  status: number | null
  error: string | null
  milliseconds: number
  attempts: number
  state: 'waiting' | 'delivered' | 'failed'
  next_at: Date
  created_at: Date
}

const columns = sql`attempt.id, attempt.url, trigger, body, key, request_headers, response_headers, response_body, status,
  error, milliseconds, attempts, state, next_at, attempt.created_at`
const tables = sql`web_hook_attempts attempt join web_hook_deliveries delivery on delivery.id = attempt.delivery_id`

/** @param status a status, or one of GitLab's classes of them */
function having(status: string | undefined) {
  if (status === undefined || status === '') return sql`true`
  if (status === 'successful') return sql`status between 200 and 299`
  if (status === 'client_failure') return sql`status between 400 and 499`
  if (status === 'server_failure') return sql`(status >= 500 or status is null)`
  return sql`status = ${/^\d{3}$/.test(status) ? Number(status) : -1}`
}

/** The newest first. */
export async function listAttempts(
  db: Db,
  hookId: number,
  status: string | undefined,
  { limit, offset }: { limit: number; offset: number },
): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    select ${columns} from ${tables} where attempt.hook_id = ${hookId} and ${having(status)}
    order by attempt.id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countAttempts(db: Db, hookId: number, status: string | undefined): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from web_hook_attempts where hook_id = ${hookId} and ${having(status)}`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Duty. */
export async function forgetOld(db: Db): Promise<void> {
  await sql`
    delete from web_hook_deliveries using (
      select web_hooks.id, (select id from web_hook_deliveries where hook_id = web_hooks.id and state <> 'waiting'
        order by id desc offset ${limits.deliveries} limit 1) as last from web_hooks) as kept
    where hook_id = kept.id and web_hook_deliveries.id <= kept.last and state <> 'waiting'`.execute(db)
  const old = sql`created_at < now() - make_interval(days => ${limits.days})`
  for (const table of ['web_hook_deliveries', 'web_hook_events', 'web_hook_before'] as const) {
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${old} limit ${limits.batch}))`.execute(db)
      if (numAffectedRows < limits.batch) break
    }
  }
}
