// What does a merge request do to the issues that it names? Open, it tells them; merged into the default branch, it closes them.
import { sql } from 'kysely'
import { type Db, type Tx, transaction } from '#db'
import { policy } from '#issues'
import { code, type Repositories, type updates } from '#repository'
import { findPerson, type Person, type Viewer } from '#users'
import type { MergeRequest } from '../rows.ts'
import { actOn, type Home, namedRows, type Source } from './act.ts'
import { type NamedIssue, namedWithin } from './named.ts'
import { activePerson } from './people.ts'

type Desk = { db: Db; repositories: Repositories; config: { external_url: string } }

/** Commits of a merge request whose messages are read for issues to close. */
const maxCommits = 100

/** The job `merge_request.changed`: it may come twice, and finds what it did the first time. */
export async function mergeRequestChanged(
  desk: Desk,
  { mergeRequestId, action, actorId }: { mergeRequestId: number; action: string; actorId: number | null },
): Promise<void> {
  const found = await find(desk.db, mergeRequestId)
  if (found === undefined) return
  const { mergeRequest, home } = found
  const named = await namedBy(desk, mergeRequest, home)
  const by = (await activePerson(desk.db, actorId)) ?? (await findPerson(desk.db, mergeRequest.author_id))
  if (by === undefined) return
  await keepClosing(desk.db, mergeRequest, home, by, named)
  const source = sourceOf(mergeRequest, home)
  const closes = action === 'merge' && mergeRequest.target_branch === home.default_branch
  const wanted = closes ? named : named.map(one => ({ ...one, closes: false }))
  await actOn(desk.db, { by, home, source }, wanted)
}

/** Listener, before that of commits: what was merged is closed by the merge request, and not by one of its commits. */
export async function mergedReached(desk: Desk, update: updates.RefUpdate): Promise<void> {
  const { rows } = await sql<{ id: number; by: number | null }>`
    select id, merged_by_id as by from merge_requests
    where project_id = ${update.projectId} and state = 'merged' and merged_oid = ${update.newOid}
      and ${update.ref} = 'refs/heads/' || target_branch`.execute(desk.db)
  for (const { id, by } of rows)
    await mergeRequestChanged(desk, { mergeRequestId: id, action: 'merge', actorId: by })
}

type HomeWithBranch = Home & { default_branch: string }

async function find(
  db: Db,
  id: number,
): Promise<{ mergeRequest: MergeRequest; home: HomeWithBranch } | undefined> {
  const mergeRequest = await db
    .selectFrom('merge_requests')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (mergeRequest === undefined) return undefined
  const row = await db
    .selectFrom('projects')
    .select(['id', 'full_path', 'default_branch', 'visibility'])
    .where('id', '=', mergeRequest.project_id)
    .where('archived', '=', false)
    .executeTakeFirst()
  return row && { mergeRequest, home: { ...row, visibility: row.visibility as Home['visibility'] } }
}

function sourceOf({ id, iid }: MergeRequest, home: Home): Source {
  return {
    key: `merge_request ${id}`,
    here: `merge request !${iid}`,
    elsewhere: `merge request ${home.full_path}!${iid}`,
  }
}

/** What title, description and the messages of its commits name. */
async function namedBy(desk: Desk, mergeRequest: MergeRequest, home: HomeWithBranch): Promise<NamedIssue[]> {
  const { title, description, source_oid: head, base_oid: base } = mergeRequest
  const repository = await desk.repositories.open(home)
  const commits =
    head === base
      ? []
      : await code.commits.list(repository, head, { without: [base] }, { limit: maxCommits, offset: 0 })
  const closing = commits.flatMap(({ message }) => namedWithin(message, desk.config.external_url))
  return [
    ...namedWithin(`${title}\n\n${description}`, desk.config.external_url),
    // A commit that only mentions an issue says so itself when it is merged.
    ...closing.filter(({ closes }) => closes),
  ]
}

/** Keeps which issues it will close, as far as who wrote it may read them. */
async function keepClosing(
  db: Db,
  mergeRequest: MergeRequest,
  home: HomeWithBranch,
  by: Person,
  named: readonly NamedIssue[],
): Promise<void> {
  // What was closed by it stays with it.
  if (mergeRequest.state === 'merged') return
  const closes = mergeRequest.target_branch === home.default_branch ? named.filter(one => one.closes) : []
  await transaction(db, tx => replace(tx, mergeRequest.id, home.id, by, closes))
}

async function replace(
  tx: Tx,
  mergeRequestId: number,
  homeId: number,
  by: Person,
  closes: readonly NamedIssue[],
): Promise<void> {
  await sql`select from merge_requests where id = ${mergeRequestId} for update`.execute(tx)
  const { rows } =
    closes.length === 0
      ? { rows: [] as { id: number }[] }
      : await sql<{ id: number }>`
          select distinct issues.id from ${namedRows(closes, homeId)}
          where not target.archived and ${policy.readableIssues(by)}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  await sql`
    delete from merge_request_issues where merge_request_id = ${mergeRequestId}
      and issue_id <> all(${ids}::bigint[])`.execute(tx)
  await sql`
    insert into merge_request_issues (merge_request_id, issue_id)
    select ${mergeRequestId}, id from unnest(${ids}::bigint[]) as id on conflict do nothing`.execute(tx)
}

/** Ids of the issues that it closes, as far as the viewer may read them. */
export async function closedIssues(db: Db, viewer: Viewer, mergeRequestId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select issues.id from merge_request_issues join issues on issues.id = merge_request_issues.issue_id
    where merge_request_issues.merge_request_id = ${mergeRequestId} and ${policy.readableIssues(viewer)}
    order by issues.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Ids of the merge requests that name it, closing it or not: those in code_marks. The caller shows what may be read. */
export async function relatedMergeRequests(db: Db, issueId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select substr(source, length('merge_request ') + 1)::bigint as id from code_marks
    where issue_id = ${issueId} and source like 'merge_request %'
    union select merge_request_id from merge_request_issues where issue_id = ${issueId}`.execute(db)
  return rows.map(({ id }) => id)
}
