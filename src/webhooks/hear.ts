// How do webhooks hear of what happens to code? As a listener to moves, and from the job of a merge request.
import { sql } from 'kysely'
import { type Db, transaction } from '#db'
import { enqueue } from '#jobs'
import { texts } from '#kernel'
import { code, protection, type Repository, type updates } from '#repository'
import type { MergeRequestEvent } from './payloads/merge-request.ts'
import { commitShape, factsOf, type Move } from './payloads/push.ts'
import type { HookDesk } from './rows.ts'

type Home = { id: number; default_branch: string; full_path: string }

/** The project, if it has hooks that are on. */
async function hooked(db: Db, projectId: number): Promise<Home | undefined> {
  const { rows } = await sql<Home>`
    select id, default_branch, full_path from projects where id = ${projectId} and exists (
      select from web_hooks where project_id = projects.id and disabled_at is null)`.execute(db)
  return rows[0]
}

async function note(db: Db, projectId: number, source: string, kind: string, data: object): Promise<void> {
  await transaction(db, async tx => {
    const { numAffectedRows } = await sql`
      insert into web_hook_events (project_id, source, kind, data)
      values (${projectId}, ${source}, ${kind}, ${texts.toJson(data)}::jsonb)
      on conflict do nothing`.execute(tx)
    if (numAffectedRows === 1n) await enqueue(tx, 'webhooks.record', { projectId })
  })
}

/** Listener. */
export async function pushed(
  desk: Pick<HookDesk, 'db' | 'repositories' | 'config'>,
  update: updates.RefUpdate,
): Promise<void> {
  const home = await hooked(desk.db, update.projectId)
  if (home === undefined || !/^refs\/(?:heads|tags)\//.test(update.ref)) return
  const { ref, oldOid, newOid, userId } = update
  const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1]
  const rules = await protection.rulesOf(desk.db, home.id)
  const guarded = branch !== undefined && protection.protectionIn(rules, branch) !== null
  const move: Move = { ref, oldOid, newOid, userId, guarded }
  const repository = await desk.repositories.open(home)
  const webUrl = `${desk.config.external_url}/${home.full_path}`
  const facts = await factsOf(repository, { ...home, webUrl }, move)
  await note(desk.db, home.id, `move ${update.id}`, 'move', { move, facts })
}

/** The job `merge_request.changed`. @param jobId the same when the job runs again */
export async function mergeRequestChanged(
  desk: Pick<HookDesk, 'db' | 'repositories' | 'config'>,
  { mergeRequestId, action, actorId }: Omit<MergeRequestEvent, 'lastCommit'>,
  jobId: string,
): Promise<void> {
  const row = await desk.db
    .selectFrom('merge_requests')
    .select(['project_id', 'source_oid'])
    .where('id', '=', mergeRequestId)
    .executeTakeFirst()
  const home = row && (await hooked(desk.db, row.project_id))
  if (row === undefined || home === undefined) return
  const webUrl = `${desk.config.external_url}/${home.full_path}`
  const lastCommit = await lastOf(await desk.repositories.open(home), row.source_oid, webUrl)
  const data = { mergeRequestId, action, actorId, lastCommit }
  await note(desk.db, home.id, `job ${jobId}`, 'merge_request', data)
}

async function lastOf(repository: Repository, oid: string, webUrl: string) {
  const commit = (await code.commits.findMany(repository, [oid]).catch(() => null))?.get(oid)
  return commit ? commitShape(commit, webUrl) : null
}
