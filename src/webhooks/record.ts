// What is each hook to be told of what happened? The same event makes one delivery a hook, however often its job runs.
import { sql } from 'kysely'
import { type Db, type Tx, transaction } from '#db'
import { texts } from '#kernel'
import { fitsFilter } from './fields.ts'
import { issueTold } from './payloads/issue.ts'
import { type MergeRequestEvent, mergeRequestTold } from './payloads/merge-request.ts'
import { issueNoteTold, mergeRequestNoteTold } from './payloads/note.ts'
import { type ProjectParts, projectParts } from './payloads/parts.ts'
import { type Move, type MoveFacts, moveTold } from './payloads/push.ts'
import type { Told } from './payloads/told.ts'
import { deliverSoon } from './queue.ts'
import { type Hook, type HookDesk, kinds, wantedBy } from './rows.ts'

/** First key of the advisory locks that keep the events of a project in their order. */
const lockClass = 0x686f6f6b

const limits = {
  /** Failures after which an event is passed by; else one strange one would silence all hooks of a project. */
  failures: 5,
  /** Waiting deliveries of a hook; a receiver that is so far behind is not there. */
  waiting: 10_000,
} as const

type Event = { id: number; uuid: string; kind: string; data: Record<string, unknown> }

/** The job `webhooks.record`: all that happened in a project and was not noted for its hooks. */
export async function recordEvents(
  desk: Pick<HookDesk, 'db' | 'log' | 'config'>,
  { projectId }: { projectId: number },
): Promise<void> {
  let going: number | undefined
  for (;;) {
    try {
      const done = await transaction(desk.db, async tx => {
        const event = await next(tx, projectId)
        going = event?.id
        if (event !== undefined) await recordOne(tx, desk, projectId, event)
        return event === undefined
      })
      if (done) return
    } catch (error) {
      desk.log.error({ err: error, projectId, event: going }, 'an event could not be noted for webhooks')
      if (going !== undefined)
        await sql`update web_hook_events set failures = failures + 1 where id = ${going}`.execute(desk.db)
      throw error
    }
  }
}

async function next(tx: Tx, projectId: number): Promise<Event | undefined> {
  await sql`select pg_advisory_xact_lock(${lockClass}, ${projectId % 2 ** 31})`.execute(tx)
  const { rows } = await sql<Event>`
    select id, uuid, kind, data from web_hook_events
    where project_id = ${projectId} and handled_at is null and failures < ${limits.failures}
    order by id limit 1`.execute(tx)
  return rows[0]
}

async function recordOne(
  tx: Tx,
  desk: Pick<HookDesk, 'config'>,
  projectId: number,
  event: Event,
): Promise<void> {
  const hooks = await tx
    .selectFrom('web_hooks')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  if (hooks.length > 0) {
    const parts = await projectParts(tx, projectId, desk.config.external_url)
    for (const told of await toldOf(tx, parts, event)) await leave(tx, event, hooks, told)
  }
  await sql`update web_hook_events set handled_at = now() where id = ${event.id}`.execute(tx)
}

const actions = {
  issue_opened: 'open',
  issue_updated: 'update',
  issue_closed: 'close',
  issue_reopened: 'reopen',
} as const

async function toldOf(tx: Tx, parts: ProjectParts, { kind, data }: Event): Promise<Told[]> {
  const actorId = (data.actorId as number | null | undefined) ?? null
  const noteId = data.noteId as number
  if (kind === 'issue') {
    const what = data.what as keyof typeof actions | 'issue_moved'
    // Here it is closed, there it is opened.
    const moved = data.toIssueId ? ('close' as const) : ('open' as const)
    const action = what === 'issue_moved' ? moved : actions[what]
    return issueTold(tx, parts, { issueId: data.issueId as number, action, actorId })
  }
  if (kind === 'note') {
    const action = data.what === 'note_updated' ? 'update' : 'create'
    return issueNoteTold(tx, parts, { noteId, action, actorId })
  }
  if (kind === 'merge_request_note')
    return mergeRequestNoteTold(tx, parts, { noteId, action: data.what as 'create' | 'update', actorId })
  if (kind === 'merge_request') return mergeRequestTold(tx, parts, data as unknown as MergeRequestEvent)
  const { move, facts } = data as unknown as { move: Move; facts: MoveFacts }
  return moveTold(tx, parts, move, facts)
}

/** A delivery for each hook that wants to hear of it. */
async function leave(tx: Tx, event: Event, hooks: readonly Hook[], told: Told): Promise<void> {
  const { kind, branch, body } = told
  const ids = hooks
    .filter(hook => hook[wantedBy[kind]])
    .filter(hook => branch === undefined || fitsFilter(branch, hook.push_events_branch_filter))
    .map(({ id }) => id)
  if (ids.length === 0) return
  const { rows } = await sql<{ hook_id: number }>`
    insert into web_hook_deliveries (hook_id, event_id, uuid, trigger, body)
    select id, ${event.id}, ${event.uuid}, ${kinds[kind].trigger}, ${texts.toJson(body)}
    from unnest(${ids}::bigint[]) as id on conflict do nothing returning hook_id`.execute(tx)
  for (const { hook_id: hookId } of rows) {
    await giveUpIfTooMany(tx, hookId)
    await deliverSoon(tx, hookId)
  }
}

async function giveUpIfTooMany(tx: Tx, hookId: number): Promise<void> {
  const reason = `More than ${limits.waiting} deliveries waited for it.`
  await sql`
    update web_hooks set disabled_at = now(), disabled_reason = ${reason}, wait_until = null
    where id = ${hookId} and failures > 0 and (select count(*) from (
      select from web_hook_deliveries where hook_id = ${hookId} and state = 'waiting' limit ${limits.waiting + 1}
    ) few) > ${limits.waiting}`.execute(tx)
}

/** Duty: takes up what lost its job. */
export async function projectsWithEvents(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct project_id as id from web_hook_events
    where handled_at is null and failures < ${limits.failures}`.execute(db)
  return rows.map(({ id }) => id)
}
