// How does a Maintainer try a hook? By what happened last, or by telling it again what it was told.
import { sql } from 'kysely'
import { type Db, type Tx, transaction } from '#db'
import { DeskError, texts } from '#kernel'
import type { Viewer } from '#users'
import { settle } from './deliver.ts'
import { findHook } from './hooks.ts'
import { issueTold } from './payloads/issue.ts'
import { mergeRequestTold } from './payloads/merge-request.ts'
import { issueNoteTold } from './payloads/note.ts'
import { type ProjectParts, projectParts } from './payloads/parts.ts'
import { factsOf, moveTold } from './payloads/push.ts'
import type { Told } from './payloads/told.ts'
import { type HookDesk, type Kind, kinds, type wantedBy } from './rows.ts'
import { type Answer, type Delivery, send } from './send.ts'

/** Tests and repetitions of a hook in a minute: enough to repair it, too few to torment somebody with. */
const perMinute = 30

type Place = { project: number | string; hook: number }
type Row = Delivery & { id: number; attempts: number }

/**
 * Sends what happened last of this kind, at once and once.
 * @throws not_found, forbidden below Maintainer; invalid where nothing of the kind is there; rate_limited
 */
export async function testHook(
  desk: HookDesk,
  viewer: Viewer,
  place: Place,
  trigger: (typeof wantedBy)[Kind],
): Promise<Answer> {
  const hook = await findHook(desk.db, viewer, place)
  const told = await sample(desk, hook.project_id, trigger)
  const { rows } = await sql<Row>`
    insert into web_hook_deliveries (hook_id, uuid, trigger, body, state)
    values (${hook.id}, gen_random_uuid(), ${kinds[told.kind].trigger}, ${texts.toJson(told.body)}, 'failed')
    returning id, uuid, key, trigger, body, attempts`.execute(desk.db)
  return attempt(desk, hook, rows[0])
}

/** Sends it again, under the same key. @throws as testing */
export async function resend(
  desk: Pick<HookDesk, 'db' | 'secrets' | 'config'>,
  viewer: Viewer,
  place: Place,
  attemptId: number,
): Promise<Answer> {
  const hook = await findHook(desk.db, viewer, place)
  const { rows } = await sql<Row>`
    select delivery.id, uuid, key, trigger, body, attempts
    from web_hook_deliveries delivery join web_hook_attempts attempt on attempt.delivery_id = delivery.id
    where attempt.id = ${attemptId} and attempt.hook_id = ${hook.id}`.execute(desk.db)
  return attempt(desk, hook, rows[0])
}

async function attempt(
  desk: Pick<HookDesk, 'db' | 'secrets' | 'config'>,
  hook: Awaited<ReturnType<typeof findHook>>,
  delivery: Row | undefined,
): Promise<Answer> {
  if (delivery === undefined) throw DeskError.notFound('Event')
  await notTooOften(desk.db, hook.id)
  const answer = await send(desk, hook, delivery)
  await transaction(desk.db, tx => settle(tx, hook, delivery, answer, true))
  return answer
}

async function notTooOften(db: Db, hookId: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from web_hook_attempts
    where hook_id = ${hookId} and by_hand and created_at > now() - interval '1 minute'`.execute(db)
  if ((rows[0]?.count ?? 0) >= perMinute)
    throw new DeskError('rate_limited', 'This webhook has been tried too often: wait a minute')
}

async function sample(desk: HookDesk, projectId: number, trigger: (typeof wantedBy)[Kind]): Promise<Told> {
  const parts = await projectParts(desk.db, projectId, desk.config.external_url)
  const [told] = trigger.endsWith('push_events')
    ? await pushSample(desk, parts, trigger === 'tag_push_events')
    : await transaction(desk.db, tx => trackerSample(tx, parts, trigger))
  if (told === undefined) throw new DeskError('invalid', `Ensure the project has ${needed[trigger]}.`)
  return told
}

const needed: Record<(typeof wantedBy)[Kind], string> = {
  push_events: 'at least one commit',
  tag_push_events: 'at least one tag',
  issues_events: 'an issue that is not confidential',
  confidential_issues_events: 'a confidential issue',
  note_events: 'a comment on an issue that is not confidential',
  confidential_note_events: 'a comment on a confidential issue, or an internal one',
  merge_requests_events: 'a merge request',
}

/** The newest of the kind; a test says nothing of what has changed. */
async function trackerSample(tx: Tx, parts: ProjectParts, trigger: string): Promise<Told[]> {
  const confidential = trigger.startsWith('confidential')
  if (trigger === 'merge_requests_events') {
    const { rows } = await sql<{ id: number; author_id: number }>`
      select id, author_id from merge_requests where project_id = ${parts.id} order by id desc limit 1`.execute(
      tx,
    )
    const [row] = rows
    const event = row && {
      mergeRequestId: row.id,
      action: 'open' as const,
      actorId: row.author_id,
      sample: true,
    }
    return event ? mergeRequestTold(tx, parts, event) : []
  }
  if (trigger.endsWith('issues_events')) {
    const { rows } = await sql<{ id: number; author_id: number }>`
      select id, author_id from issues where project_id = ${parts.id} and confidential = ${confidential}
      order by id desc limit 1`.execute(tx)
    const [row] = rows
    const event = row && { issueId: row.id, action: 'open' as const, actorId: row.author_id, sample: true }
    return event ? issueTold(tx, parts, event) : []
  }
  const { rows } = await sql<{ id: number; author_id: number }>`
    select notes.id, notes.author_id from notes join issues on issues.id = notes.issue_id
    where notes.project_id = ${parts.id} and not system and (notes.internal or issues.confidential) = ${confidential}
    order by notes.id desc limit 1`.execute(tx)
  const [row] = rows
  return row ? issueNoteTold(tx, parts, { noteId: row.id, action: 'create', actorId: row.author_id }) : []
}

async function pushSample(desk: HookDesk, parts: ProjectParts, tag: boolean): Promise<Told[]> {
  const { rows } = await sql<{ ref: string; oldOid: string; newOid: string; userId: number | null }>`
    select ref, old_oid as "oldOid", new_oid as "newOid", user_id as "userId" from ref_updates
    where project_id = ${parts.id} and settled is not null and new_oid !~ '^0+$'
      and ref like ${tag ? 'refs/tags/%' : 'refs/heads/%'}
    order by settled desc limit 1`.execute(desk.db)
  const [row] = rows
  if (row === undefined) return []
  const home = { id: parts.id, default_branch: String(parts.project.default_branch), webUrl: parts.webUrl }
  const move = { ...row, guarded: false }
  return moveTold(desk.db, parts, move, await factsOf(await desk.repositories.open(home), home, move))
}
