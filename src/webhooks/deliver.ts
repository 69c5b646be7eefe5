// How do deliveries leave? Of a hook one after the other; what fails is tried again later and later, and then given up.
import { sql } from 'kysely'
import { type Db, type Tx, transaction } from '#db'
import { texts } from '#kernel'
import { deliverSoon } from './queue.ts'
import { type Hook, type HookDesk, restAfter } from './rows.ts'
import { type Answer, type Delivery, send } from './send.ts'

const limits = {
  /** Attempts of one delivery: with the pauses about nine hours. */
  attempts: 9,
  /** Seconds until the second attempt; each further pause is three times as long. */
  pause: 10,
  growth: 3,
  /** Of a hook that keeps failing, as in GitLab: a minute, doubling, a day at most. */
  restSeconds: 60,
  longestRest: 86_400,
  /** Failures in a row, and days without a success, after which it is switched off. */
  offAfter: 40,
  offDays: 3,
  /** Hooks of one project that are told something at a time: its hanging receivers leave places for other projects. */
  places: 4,
  /** Until a hook looks for a place again. */
  crowdedMilliseconds: 1000,
  /** Deliveries in one turn; then hooks that wait have theirs. */
  turn: 20,
  /** Seconds beyond the longest answer after which whoever delivers is taken for dead. */
  lease: 5,
} as const

type Row = Delivery & { id: number; attempts: number }

/** What is under way in this process. */
const sending = new Set<AbortController>()

/** Ends what is under way, for a desk that stops; it is sent again, under the same key. */
export function stopDeliveries(): void {
  for (const one of sending) one.abort()
}

/** The job `webhooks.deliver`. What a receiver does wrong stands in the log, and is no failure of the job. */
export async function deliver(
  desk: Pick<HookDesk, 'db' | 'secrets' | 'config'>,
  { hookId }: { hookId: number },
): Promise<void> {
  if (!(await claim(desk, hookId))) return
  const stop = new AbortController()
  sending.add(stop)
  try {
    for (let done = 0; done < limits.turn; done++) {
      const found = await next(desk, hookId)
      if (found === undefined) break
      const answer = await send(desk, found.hook, found.delivery, stop.signal)
      if (stop.signal.aborted) return
      await transaction(desk.db, tx => settle(tx, found.hook, found.delivery, answer))
    }
  } finally {
    sending.delete(stop)
    await transaction(desk.db, tx => release(tx, hookId))
  }
}

/**
 * Whether nobody else delivers for it. All wait for the row, so that nothing is left between two. Whoever comes second
 * leaves a job for the case that the first is dead; if it is not, that one sets it to its own time.
 */
async function claim({ db, config }: Pick<HookDesk, 'db' | 'config'>, hookId: number): Promise<boolean> {
  const lease = config.webhooks.timeout_seconds + limits.lease
  return transaction(db, async tx => {
    const { rows } = await sql<{ until: Date | null; free: boolean; crowded: boolean }>`
      select busy_until as until, busy_until is null or busy_until < now() as free,
        (select count(*) from web_hooks other where other.project_id = web_hooks.project_id
          and other.busy_until > now()) >= ${limits.places} as crowded
      from web_hooks where id = ${hookId} for no key update`.execute(tx)
    const [row] = rows
    if (row?.free && row.crowded) {
      await deliverSoon(tx, hookId, new Date(Date.now() + limits.crowdedMilliseconds))
      return false
    }
    if (row?.free)
      await sql`
        update web_hooks set busy_until = now() + make_interval(secs => ${lease}) where id = ${hookId}`.execute(
        tx,
      )
    else if (row?.until) await deliverSoon(tx, hookId, row.until)
    return row?.free === true
  })
}

/** Gives the hook free, and leaves a job for what waits. */
async function release(tx: Tx, hookId: number): Promise<void> {
  await sql`update web_hooks set busy_until = null where id = ${hookId}`.execute(tx)
  const { rows } = await sql<{ at: Date | null }>`
    select greatest(web_hooks.wait_until, min(web_hook_deliveries.next_at), now()) as at
    from web_hooks join web_hook_deliveries on hook_id = web_hooks.id and state = 'waiting'
    where web_hooks.id = ${hookId} and disabled_at is null group by web_hooks.id`.execute(tx)
  const at = rows[0]?.at
  if (at) await deliverSoon(tx, hookId, at)
}

/** The oldest that is due. */
async function next(
  { db, config }: Pick<HookDesk, 'db' | 'config'>,
  hookId: number,
): Promise<{ hook: Hook; delivery: Row } | undefined> {
  const lease = config.webhooks.timeout_seconds + limits.lease
  const { rows: hooks } = await sql<Hook>`
    update web_hooks set busy_until = now() + make_interval(secs => ${lease})
    where id = ${hookId} and disabled_at is null and (wait_until is null or wait_until <= now())
    returning *`.execute(db)
  const { rows } = await sql<Row>`
    select id, uuid, key, trigger, body, attempts from web_hook_deliveries
    where hook_id = ${hookId} and state = 'waiting' and next_at <= now() order by event_id, id limit 1`.execute(
    db,
  )
  const [hook] = hooks
  const [delivery] = rows
  return hook && delivery && { hook, delivery }
}

/** What became of it, in the log and with the hook. */
export async function settle(
  tx: Tx,
  hook: Hook,
  delivery: Row,
  answer: Answer,
  byHand = false,
): Promise<number> {
  const arrived = answer.error === null
  const given = delivery.attempts + 1 >= limits.attempts
  const pause = Math.min(limits.pause * limits.growth ** delivery.attempts, limits.longestRest)
  // Tried by hand, it is tried again by hand: what waits goes on waiting as it did.
  await sql`
    update web_hook_deliveries set attempts = attempts + 1,
      state = case when ${arrived} then 'delivered' when ${byHand} then state when ${given} then 'failed' else 'waiting' end,
      next_at = case when ${byHand} then next_at else now() + make_interval(secs => ${pause}) end
    where id = ${delivery.id}`.execute(tx)
  if (arrived) await works(tx, hook.id)
  else if (!byHand) await fails(tx, hook.id, answer, pause)
  return log(tx, hook, delivery, answer, byHand)
}

async function log(tx: Tx, hook: Hook, { id }: Row, answer: Answer, byHand: boolean): Promise<number> {
  const { id: made } = await tx
    .insertInto('web_hook_attempts')
    .values({
      hook_id: hook.id,
      delivery_id: id,
      url: hook.url,
      request_headers: texts.toJson(answer.requestHeaders),
      status: answer.status,
      error: answer.error,
      response_headers: texts.toJson(answer.responseHeaders),
      response_body: answer.responseBody,
      milliseconds: answer.milliseconds,
      by_hand: byHand,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made
}

async function works(tx: Tx, hookId: number): Promise<void> {
  await sql`
    update web_hooks set failures = 0, failing_since = null, wait_until = null where id = ${hookId}
      and (failures > 0 or wait_until is not null)`.execute(tx)
}

/** Statuses by which a server says that it serves nobody now. */
const away = [429, 502, 503, 504]

/**
 * Where nobody answers, the whole hook waits, so that the order is kept. Where this one delivery was refused, the others
 * go past it: it may be at fault itself.
 */
async function fails(tx: Tx, hookId: number, { status, error }: Answer, pause: number): Promise<void> {
  const waits = status === null || away.includes(status)
  const { rows } = await sql<{ failures: number; long: boolean }>`
    update web_hooks set failures = failures + 1, failing_since = coalesce(failing_since, now()),
      wait_until = case
        when failures + 1 >= ${restAfter} then now() + make_interval(secs => greatest(
          least(${limits.restSeconds} * 2 ^ (least(failures + 1 - ${restAfter}, 20)), ${limits.longestRest}),
          ${waits ? pause : 0}))
        when ${waits} then now() + make_interval(secs => ${pause}) end
    where id = ${hookId}
    returning failures, failing_since < now() - make_interval(days => ${limits.offDays}) as long`.execute(tx)
  const [row] = rows
  if (row === undefined || (row.failures < limits.offAfter && !row.long && status !== 410)) return
  const reason =
    status === 410
      ? 'Its receiver answered 410: it is gone for good.'
      : `${row.failures} deliveries in a row failed; the last one: ${error}.`
  await sql`
    update web_hooks set disabled_at = now(), disabled_reason = ${reason}, wait_until = null
    where id = ${hookId}`.execute(tx)
}

/** Duty: hooks whose deliveries are due and that nobody delivers for. */
export async function deliverDue(db: Db): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from web_hooks
    where disabled_at is null and (busy_until is null or busy_until < now())
      and (wait_until is null or wait_until <= now())
      and exists (select from web_hook_deliveries where hook_id = web_hooks.id and state = 'waiting' and next_at <= now())`.execute(
    db,
  )
  for (const { id } of rows) await transaction(db, tx => deliverSoon(tx, id))
}
