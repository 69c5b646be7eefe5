// What does code do to the issues that it names? It closes them or leaves a note, once, and never more than its author may.
import { type RawBuilder, sql } from 'kysely'
import { type Db, type Tx, transaction } from '#db'
import { issues, notes, policy } from '#issues'
import { isDeskError } from '#kernel'
import type { Person } from '#users'
import type { NamedIssue } from './named.ts'

/** Where the code is that names issues. */
export type Home = { id: number; full_path: string; visibility: 'private' | 'internal' | 'public' }

export type Source = {
  /** The same for the same commit or merge request: it acts on an issue once. */
  key: string
  /** As notes name it, in the project of the code and elsewhere. */
  here: string
  elsewhere: string
  /** Issues opened later are not meant: their number belonged to another tracker, or to nothing. */
  before?: Date
}

export type Acting = {
  /** Whose rights count. */
  by: Person
  /** In whose name it is done, if they may as well; absent: in that of `by`. */
  author?: Person | undefined
  home: Home
  source: Source
}

type Target = { id: number; project_id: number; closes: boolean; visibility: Home['visibility'] }

/** Returns the ids of the issues that were closed. What `by` may not read is as if it were not there. */
export async function actOn(db: Db, acting: Acting, named: readonly NamedIssue[]): Promise<number[]> {
  const closed: number[] = []
  for (const target of await targetsOf(db, acting, named))
    if (await transaction(db, tx => actOnOne(tx, acting, target))) closed.push(target.id)
  return closed
}

async function targetsOf(db: Db, { by, home, source }: Acting, named: readonly NamedIssue[]) {
  if (named.length === 0) return []
  const { rows } = await sql<Target>`
    select issues.id, issues.project_id, bool_or(named.closes) as closes, target.visibility
    from ${namedRows(named, home.id)}
    where not target.archived and ${policy.readableIssues(by)}
      and issues.created_at <= coalesce(${source.before ?? null}::timestamptz, 'infinity')
    group by issues.id, target.id order by issues.id`.execute(db)
  return rows
}

/** `named`, `target` and `issues` joined: the issues of these names, seen from that project. */
export function namedRows(named: readonly NamedIssue[], homeId: number): RawBuilder<unknown> {
  return sql`unnest(${named.map(({ path }) => path ?? '')}::text[], ${named.map(({ iid }) => iid)}::int[],
      ${named.map(({ closes }) => closes)}::boolean[]) as named (path, iid, closes)
    join projects target on case when named.path = '' then target.id = ${homeId}
      else lower(target.full_path) = named.path end
    join issues on issues.project_id = target.id and issues.iid = named.iid`
}

async function actOnOne(tx: Tx, acting: Acting, target: Target): Promise<boolean> {
  const { source } = acting
  if (target.closes) {
    // Also a second push of the same commit, after somebody has opened the issue again.
    if (!(await mark(tx, target.id, source.key, true))) return false
    if (await close(tx, acting, target)) {
      await mark(tx, target.id, source.key, false)
      return true
    }
  }
  if (await mark(tx, target.id, source.key, false)) await mention(tx, acting, target)
  return false
}

async function mark(tx: Tx, issueId: number, source: string, closes: boolean): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into code_marks (issue_id, source, closes) values (${issueId}, ${source}, ${closes})
    on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

async function close(tx: Tx, { by, author, home, source }: Acting, target: Target): Promise<boolean> {
  if (!(await mayClose(tx, by, target.id))) return false
  const closer = await inWhoseName(tx, by, author, target)
  const hidden = isHidden(home, target)
  const via = hidden ? {} : { via: nameIn(target, home, source) }
  const given = { issueId: target.id, by: closer, announce: { byCode: true }, ...via }
  if (!(await issues.close(tx, given))) return false
  // Who may not read the code reads that it is closed, and not by what.
  if (hidden)
    await notes.addSystem(tx, {
      issueId: target.id,
      by: closer,
      action: 'cross_reference',
      body: `closed this issue via ${source.elsewhere}`,
      citedProjectId: home.id,
    })
  return true
}

/** An author is what a commit says, so it counts only where it changes no right. */
async function inWhoseName(tx: Tx, by: Person, author: Person | undefined, { id }: Target): Promise<Person> {
  return author !== undefined && (await mayClose(tx, author, id)) ? author : by
}

async function mayClose(tx: Tx, person: Person, issueId: number): Promise<boolean> {
  try {
    await policy.findAsOwn(tx, person, issueId)
    return true
  } catch (error) {
    if (isDeskError(error)) return false
    throw error
  }
}

async function mention(tx: Tx, { by, author, home, source }: Acting, target: Target): Promise<void> {
  await notes.addSystem(tx, {
    issueId: target.id,
    by: await inWhoseName(tx, by, author, target),
    action: 'cross_reference',
    body: `mentioned in ${nameIn(target, home, source)}`,
    ...(isHidden(home, target) ? { citedProjectId: home.id } : {}),
  })
}

const nameIn = (target: Target, home: Home, { here, elsewhere }: Source) =>
  target.project_id === home.id ? here : elsewhere

/** Whether readers of the issue may see less than the path of the code's project. */
function isHidden(home: Home, target: Target): boolean {
  if (target.project_id === home.id || home.visibility === 'public') return false
  return home.visibility === 'private' || target.visibility === 'public'
}
