// What do commits do that reach the default branch, by a push, a merge, an edit in the browser or a mirror?
import type { Db } from '#db'
import type { Log } from '#kernel'
import { messages, type Repositories, type updates } from '#repository'
import type { Person } from '#users'
import { actOn, type Home } from './act.ts'
import { namedWithin, type Scope } from './named.ts'
import { activePerson, authorOf } from './people.ts'

type Desk = { db: Db; repositories: Repositories; log: Log; config: { external_url: string } }

const limits = {
  /** Commits of one move of the branch; older ones are passed by, and the log says so. */
  commits: 500,
  /** Digits of a commit in a note, as short as a person reads them and as good as never two alike. */
  digits: 11,
  /** Milliseconds that the clock of whoever commits may be behind the desk's. */
  clockBehind: 3_600_000,
} as const

type CodeHome = Home & { default_branch: string; mirrored: Scope | null }

/** Listener: closes the issues that new commits of the default branch close, and notes on those they only name. */
export async function commitsReached(desk: Desk, update: updates.RefUpdate): Promise<void> {
  const home = await homeOf(desk.db, update.projectId)
  if (home === undefined || update.ref !== `refs/heads/${home.default_branch}` || /^0+$/.test(update.newOid))
    return
  const by = await activePerson(desk.db, update.userId)
  if (by === undefined) return
  const repository = await desk.repositories.open(home)
  const { commits, more } = await messages.reachedCommits(repository, update, limits.commits)
  if (more)
    desk.log.warn(
      { projectId: home.id, ref: update.ref, looked: limits.commits },
      'more commits came at once than are searched for issues to close; the older ones were passed by',
    )
  for (const commit of commits) await actAsCommit(desk, home, by, commit)
}

async function actAsCommit(
  desk: Desk,
  home: CodeHome,
  by: Person,
  commit: messages.ReachedCommit,
): Promise<void> {
  const { oid, message, committedAt } = commit
  const named = namedWithin(message, desk.config.external_url, home.mirrored ?? 'all')
  if (named.length === 0) return
  // Whoever writes to a repository elsewhere has shown this desk no address.
  const author = home.mirrored === null ? await authorOf(desk.db, commit.authorEmail) : undefined
  const short = oid.slice(0, limits.digits)
  const source = {
    key: `commit ${oid}`,
    here: `commit ${short}`,
    elsewhere: `commit ${home.full_path}@${short}`,
    before: new Date(committedAt.getTime() + limits.clockBehind),
  }
  await actOn(desk.db, { by, author, home, source }, named)
}

async function homeOf(db: Db, projectId: number): Promise<CodeHome | undefined> {
  const row = await db
    .selectFrom('projects')
    .leftJoin('mirrors', join =>
      join.onRef('mirrors.project_id', '=', 'projects.id').on('mirrors.enabled', '=', true),
    )
    .select([
      'projects.id',
      'projects.full_path',
      'projects.default_branch',
      'projects.visibility',
      'mirrors.closing',
    ])
    .where('projects.id', '=', projectId)
    .where('projects.archived', '=', false)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { closing, ...home } = row
  return { ...home, visibility: home.visibility as Home['visibility'], mirrored: closing as Scope | null }
}
