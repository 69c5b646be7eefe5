// What is told of a branch or tag that moved? GitLab's push and tag events.
import type { Db } from '#db'
import { code, type Repository } from '#repository'
import type { ProjectParts, Who } from './parts.ts'
import { people } from './parts.ts'
import type { Told } from './told.ts'

const limits = {
  /** Commits that are told, as in GitLab; of more their number. */
  commits: 20,
  /** Commits that are counted. */
  counted: 10_000,
  /** Characters of a message. */
  message: 10_000,
} as const

export type Move = {
  ref: string
  oldOid: string
  newOid: string
  userId: number | null
  /** Whether rules protect the branch. */
  guarded: boolean
}

/** What git knows of a move, asked once, when it is heard of. */
export type MoveFacts = {
  commits: object[]
  total: number
  checkoutSha: string | null
  message: string | null
}

const isNothing = (oid: string) => /^0+$/.test(oid)
const tagOf = (ref: string) => /^refs\/tags\/(.+)$/s.exec(ref)?.[1]
const branchOf = (ref: string) => /^refs\/heads\/(.+)$/s.exec(ref)?.[1]

type Home = { webUrl: string; default_branch: string }

export async function factsOf(repository: Repository, home: Home, move: Move): Promise<MoveFacts> {
  const { ref, oldOid, newOid } = move
  const { webUrl } = home
  const none = { commits: [], total: 0, checkoutSha: null, message: null }
  if (isNothing(newOid)) return none
  const tag = tagOf(ref)
  if (tag !== undefined) {
    const found = await code.tags.find(repository, tag).catch(() => null)
    const tip = found?.commit ?? null
    const commits = tip === null ? [] : await told(repository, [tip], webUrl)
    return { commits, total: commits.length, checkoutSha: tip, message: found?.message || null }
  }
  const without = isNothing(oldOid) ? await defaultTip(repository, home, ref) : [oldOid]
  const newest = await code.commits
    .list(repository, newOid, { without }, { limit: limits.commits, offset: 0 })
    // What it was before may be gone from the repository.
    .catch(() => [])
  const total =
    newest.length < limits.commits
      ? newest.length
      : await code.commits.count(repository, newOid, without, limits.counted)
  const oids = newest.map(({ oid }) => oid).reverse()
  return { commits: await told(repository, oids, webUrl), total, checkoutSha: newOid, message: null }
}

/** A new branch brings what the default branch has not. */
async function defaultTip(repository: Repository, home: Home, ref: string): Promise<string[]> {
  if (ref === `refs/heads/${home.default_branch}`) return []
  const found = await code.branches.find(repository, home, home.default_branch).catch(() => null)
  return found === null ? [] : [found.oid]
}

async function told(repository: Repository, oids: readonly string[], webUrl: string): Promise<object[]> {
  const found = await code.commits.findMany(repository, oids)
  const paths = await code.changedPaths(repository, oids)
  return oids.flatMap(oid => {
    const commit = found.get(oid)
    if (commit === undefined) return []
    return [
      { ...commitShape(commit, webUrl), ...(paths.get(oid) ?? { added: [], modified: [], removed: [] }) },
    ]
  })
}

export function commitShape(commit: code.commits.Commit, webUrl: string) {
  const { oid, message, title, authoredAt, authorName: name, authorEmail: email } = commit
  return {
    id: oid,
    message: message.slice(0, limits.message),
    title,
    timestamp: authoredAt,
    url: `${webUrl}/-/commit/${oid}`,
    author: { name, email },
  }
}

export async function moveTold(db: Db, parts: ProjectParts, move: Move, facts: MoveFacts): Promise<Told[]> {
  const tag = tagOf(move.ref)
  const branch = branchOf(move.ref)
  if (tag === undefined && branch === undefined) return []
  const kind = tag === undefined ? 'push' : 'tag_push'
  const who = move.userId === null ? undefined : (await people(db, [move.userId])).get(move.userId)
  const body = {
    object_kind: kind,
    event_name: kind,
    before: move.oldOid,
    after: move.newOid,
    ref: move.ref,
    ref_protected: move.guarded,
    checkout_sha: facts.checkoutSha,
    message: facts.message,
    ...pusher(who),
    project_id: parts.id,
    project: parts.project,
    commits: facts.commits,
    total_commits_count: facts.total,
    push_options: {},
    repository: {
      ...parts.repository,
      git_http_url: parts.project.git_http_url,
      git_ssh_url: parts.project.git_ssh_url,
      visibility_level: parts.project.visibility_level,
    },
  }
  return [{ kind, body, ...(branch === undefined ? {} : { branch }) }]
}

function pusher(who: Who | undefined) {
  return {
    user_id: who?.id ?? null,
    user_name: who?.name ?? 'Ghost User',
    user_username: who?.username ?? 'ghost',
    user_email: '',
    user_avatar: null,
  }
}
