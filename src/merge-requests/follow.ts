// What becomes of merge requests when a branch moves? Their commits change, they can be merged or not, or they are merged by it.
import { sql } from 'kysely'
import { transaction } from '#db'
import { isDeskError } from '#kernel'
import { code, merging, type Repository, type updates } from '#repository'
import { finishMerge } from './finish.ts'
import { followLines } from './notes/follow.ts'
import { addSystemNote } from './notes/system.ts'
import type { CodeDesk, MergeRequest } from './rows.ts'
import { tell, tellPages } from './tell.ts'

const limits = {
  /** Commits that a note names; of more it says how many. */
  named: 20,
  /** Commits that are counted. */
  counted: 1000,
} as const

const isNothing = (oid: string) => /^0+$/.test(oid)

/** Listener. */
export async function followBranch(desk: CodeDesk, update: updates.RefUpdate): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/s.exec(update.ref)?.[1]
  if (branch === undefined) return
  const rows = await desk.db
    .selectFrom('merge_requests')
    .selectAll()
    .where('project_id', '=', update.projectId)
    .where('state', '=', 'opened')
    .where(eb => eb.or([eb('source_branch', '=', branch), eb('target_branch', '=', branch)]))
    .orderBy('id')
    .execute()
  if (rows.length === 0) return
  const project = await desk.db
    .selectFrom('projects')
    .select(['id', 'default_branch'])
    .where('id', '=', update.projectId)
    .executeTakeFirstOrThrow()
  const repository = await desk.repositories.open(project)
  // Those that go into it first: a branch that was merged and then removed is merged.
  await targetMoved(
    desk,
    repository,
    update,
    rows.filter(row => row.target_branch === branch),
  )
  for (const row of rows) if (row.source_branch === branch) await sourceMoved(desk, repository, update, row)
}

async function targetMoved(
  desk: CodeDesk,
  repository: Repository,
  update: updates.RefUpdate,
  rows: readonly MergeRequest[],
): Promise<void> {
  const awaited = rows.flatMap(row => [
    row.source_oid,
    ...(row.merging_oid === null ? [] : [row.merging_oid]),
  ])
  const reached = await merging.reachedSince(repository, update, awaited)
  for (const row of rows) {
    const { id, source_oid: source, base_oid, merging_oid: intended } = row
    const asIntended = intended !== null && reached.has(intended)
    // A branch without commits of its own is not merged by whatever else comes.
    if (asIntended || (reached.has(source) && source !== base_oid)) {
      const before = isNothing(update.oldOid)
        ? null
        : await code.commits.mergeBase(repository, [update.oldOid, source])
      const userId = asIntended ? (row.merging_by_id ?? update.userId) : update.userId
      const oid = asIntended ? intended : update.newOid
      await finishMerge(desk, id, { userId, oid, squashOid: null, source, base: before ?? base_oid })
    } else await uncheck(desk, row)
  }
}

/** Whether it can be merged has to be found out anew; open pages ask at once. */
async function uncheck(desk: CodeDesk, row: MergeRequest): Promise<void> {
  await transaction(desk.db, async tx => {
    await sql`
      update merge_requests set checked_source_oid = null, checked_target_oid = null where id = ${row.id}`.execute(
      tx,
    )
    await tellPages(tx, row)
  })
}

async function sourceMoved(
  desk: CodeDesk,
  repository: Repository,
  update: updates.RefUpdate,
  row: MergeRequest,
): Promise<void> {
  const { userId, newOid, oldOid } = update
  const { id, iid, source_branch: branch } = row
  const by = userId === null ? null : { id: userId }
  if ((await merging.tipOf(repository, branch)) === row.source_oid) {
    // Opened after this move, or the job came again: what it knows is newer. But the branch may have been gone for a while.
    if (isNothing(oldOid) && row.created_at < update.createdAt)
      await wentOrCame(desk, update, row, 'restored')
    return
  }
  if (isNothing(newOid)) return wentOrCame(desk, update, row, 'deleted')
  if (row.source_oid === newOid) return
  const target = await merging.tipOf(repository, row.target_branch)
  const base =
    target === null ? null : await code.commits.mergeBase(repository, [target, newOid]).catch(vanished)
  const body = await inWords(repository, newOid, row.source_oid, target)
  await merging.keepHead(repository, iid, newOid)
  await transaction(desk.db, async tx => {
    const { numAffectedRows } = await sql`
      update merge_requests set source_oid = ${newOid}, base_oid = coalesce(${base}, base_oid),
        checked_source_oid = null, checked_target_oid = null
      where id = ${id} and state = 'opened' and source_oid <> ${newOid}`.execute(tx)
    if (numAffectedRows !== 1n) return
    if (!isNothing(oldOid)) await addSystemNote(tx, { mergeRequestId: id, by, action: 'commit', body })
    await tell(tx, { mergeRequest: row, action: 'update', actorId: userId, changes: ['commits'] })
  })
  await followLines(desk.db, repository, id, { head: newOid, base: base ?? row.base_oid })
}

async function wentOrCame(
  desk: CodeDesk,
  { userId }: updates.RefUpdate,
  row: MergeRequest,
  what: 'deleted' | 'restored',
): Promise<void> {
  const { id, source_branch: branch } = row
  await transaction(desk.db, async tx => {
    const body = `${what} the source branch \`${branch}\``
    const by = userId === null ? null : { id: userId }
    await addSystemNote(tx, { mergeRequestId: id, by, action: 'branch', body })
    await tell(tx, { mergeRequest: row, action: 'update', actorId: userId, changes: ['commits'] })
  })
}

function vanished(error: unknown): null {
  if (isDeskError(error)) return null
  throw error
}

/** What the target has already is not counted: it came by a merge of the target. */
async function inWords(
  repository: Repository,
  now: string,
  before: string,
  target: string | null,
): Promise<string> {
  const without = target === null ? [before] : [before, target]
  const count = await code.commits.count(repository, now, without, limits.counted)
  const commits = await code.commits.list(repository, now, { without }, { limit: limits.named, offset: 0 })
  const lines = commits.map(({ oid, title }) => `* ${oid.slice(0, 8)} - ${escaped(title)}`)
  const more = count > commits.length ? [`* and ${count - commits.length} more`] : []
  const replaced = !(await merging.isAncestor(repository, before, now))
  if (count === 0) return 'moved the source branch back to an earlier commit'
  const head = replaced
    ? `replaced the history; ${count} ${count === 1 ? 'commit is' : 'commits are'} new`
    : `added ${count} ${count === 1 ? 'commit' : 'commits'}`
  return [head, '', ...lines, ...more].join('\n')
}

/** Titles of commits are nobody's Markdown: they call nobody and name nothing here. */
const escaped = (title: string) => `\`${title.replaceAll('`', "'").slice(0, 200)}\``
