// Who changed what, when, and why?
import { DeskError } from '#kernel'
import { GitError, gitText, type Repository } from '../git.ts'
import { checkPath } from '../names.ts'

export type Stats = { additions: number; deletions: number; total: number }

export type Commit = {
  oid: string
  parents: string[]
  /** The first paragraph, in one line. */
  title: string
  message: string
  authorName: string
  authorEmail: string
  authoredAt: Date
  committerName: string
  committerEmail: string
  committedAt: Date
}

/** In the order of the fields of `Commit`; the texts are git's, which ends them at a NUL. */
const format = ['%H', '%P', '%s', '%B', '%an', '%ae', '%at', '%cn', '%ce', '%ct'].join('%x00')
const fields = 10

export type CommitFilter = {
  path?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
  /** Part of the author's name or address. */
  author?: string | undefined
  /** Part of the message. */
  search?: string | undefined
  /** Of all branches. */
  all?: boolean | undefined
  firstParent?: boolean | undefined
  /** Commits that these reach are left out. */
  without?: readonly string[] | undefined
}

/** Milliseconds for what looks through a whole history: anybody may ask for it, as often as they like. */
const maxSearch = 20_000
/** Commits that are passed over before a page, in milliseconds. */
const maxQuickOffset = 1000

type Window = { limit: number; offset: number }

/**
 * Commits that `from` reaches, the newest first.
 * @param from an oid
 */
export async function list(
  repository: Repository,
  from: string,
  filter: CommitFilter,
  { limit, offset }: Window,
): Promise<Commit[]> {
  const { path, since, until, author, search, all, firstParent, without = [] } = filter
  const args = [
    '--literal-pathspecs',
    'log',
    '-z',
    `--format=${format}`,
    `--max-count=${limit}`,
    `--skip=${offset}`,
    // What people type are words, not patterns.
    '--fixed-strings',
    '--regexp-ignore-case',
    ...(author ? [`--author=${author}`] : []),
    ...(search ? [`--grep=${search}`] : []),
    ...(since ? [`--since=${since.toISOString()}`] : []),
    ...(until ? [`--until=${until.toISOString()}`] : []),
    ...(firstParent ? ['--first-parent'] : []),
    ...(all ? ['--branches'] : [from]),
    ...without.map(oid => `^${oid}`),
    '--',
    ...(path ? [checkPath(path.replace(/^\/+|\/+$/g, ''), 'path')] : []),
  ]
  const looksThrough = path || author || search || until || offset > maxQuickOffset
  const options = looksThrough ? { milliseconds: maxSearch, slow: true } : {}
  return parse(await gitText(repository, args, options).catch(tooSlow))
}

/** git was stopped. */
function tooSlow(error: unknown): never {
  if (error instanceof GitError && error.code === null)
    throw new DeskError(
      'unavailable',
      'The history is too long to be searched for that: give a shorter time or a branch.',
    )
  throw error
}

/** How many commits `from` reaches that `without` does not; counting ends at `max`. */
export async function count(
  repository: Repository,
  from: string,
  without: readonly string[],
  max: number,
): Promise<number> {
  const args = ['rev-list', '--count', `--max-count=${max}`, from, ...without.map(oid => `^${oid}`)]
  return Number(await gitText(repository, args))
}

/** Commits by their oids, in one run of git. */
export async function findMany(
  repository: Repository,
  oids: readonly string[],
): Promise<Map<string, Commit>> {
  if (oids.length === 0) return new Map()
  const args = ['log', '-z', `--format=${format}`, '--no-walk=unsorted', '--stdin']
  const found = parse(await gitText(repository, args, { input: `${[...new Set(oids)].join('\n')}\n` }))
  return new Map(found.map(commit => [commit.oid, commit]))
}

/** Commits by ids that may be shortened; what is none, or could be several, is left out. */
export async function findNamed(
  repository: Repository,
  ids: readonly string[],
): Promise<Map<string, Commit>> {
  const plain = ids.filter(id => /^[0-9a-f]{4,64}$/.test(id))
  if (plain.length === 0) return new Map()
  const input = `${plain.join('\n')}\n`
  const text = await gitText(repository, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })
  const named = text.split('\n').flatMap((line, at) => {
    const [oid = '', type] = line.split(' ')
    const id = plain[at]
    return type === 'commit' && id !== undefined ? [{ id, oid }] : []
  })
  const commits = await findMany(
    repository,
    named.map(({ oid }) => oid),
  )
  return new Map(
    named.flatMap(({ id, oid }) => {
      const commit = commits.get(oid)
      return commit === undefined ? [] : [[id, commit] as const]
    }),
  )
}

/** @param oid of a commit. @throws not_found */
export async function find(repository: Repository, oid: string): Promise<Commit> {
  const found = (await findMany(repository, [oid])).get(oid)
  if (found === undefined) throw DeskError.notFound('Commit')
  return found
}

/** Lines added and removed by each; of a merge what it changed on its first parent's side. */
export async function stats(repository: Repository, oids: readonly string[]): Promise<Map<string, Stats>> {
  if (oids.length === 0) return new Map()
  const args = [
    'log',
    '--format=%x01%H',
    '--shortstat',
    '-m',
    '--first-parent',
    '--no-walk=unsorted',
    '--stdin',
  ]
  const text = await gitText(repository, args, { input: `${oids.join('\n')}\n` })
  return new Map(
    text
      .split('\x01')
      .slice(1)
      .map(part => {
        const additions = Number(/(\d+) insertion/.exec(part)?.[1] ?? 0)
        const deletions = Number(/(\d+) deletion/.exec(part)?.[1] ?? 0)
        return [
          part.slice(0, part.indexOf('\n')).trim(),
          { additions, deletions, total: additions + deletions },
        ]
      }),
  )
}

/** The newest commit that all of them reach; null if their histories are strangers. */
export async function mergeBase(repository: Repository, oids: readonly string[]): Promise<string | null> {
  try {
    return (await gitText(repository, ['merge-base', ...oids])).trim() || null
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return null
    throw error
  }
}

export type Contributor = { name: string; email: string; commits: number }

/** Who wrote how many commits that `from` reaches, the most busy first. */
export async function contributors(repository: Repository, from: string): Promise<Contributor[]> {
  const args = ['shortlog', '--summary', '--numbered', '--email', '--no-merges', from]
  const text = await gitText(repository, args, { slow: true })
  return text.split('\n').flatMap(line => {
    const [, commits, name = '', email = ''] = /^\s*(\d+)\t(.*?) ?<(.*)>$/s.exec(line) ?? []
    return commits === undefined ? [] : [{ name, email, commits: Number(commits) }]
  })
}

function parse(output: string): Commit[] {
  const words = output.split('\0')
  const commits: Commit[] = []
  for (let at = 0; at + fields <= words.length; at += fields) {
    const [oid = '', parents = '', title = '', message = '', ...people] = words.slice(at, at + fields)
    const [authorName = '', authorEmail = '', authored, committerName = '', committerEmail = '', committed] =
      people
    commits.push({
      oid: oid.replace(/^\n/, ''),
      parents: parents.split(' ').filter(Boolean),
      title,
      message,
      authorName,
      authorEmail,
      authoredAt: dateOf(authored),
      committerName,
      committerEmail,
      committedAt: dateOf(committed),
    })
  }
  return commits
}

/** The last second that a date of JavaScript holds: what commits say of their time is anybody's to write. */
const lastSecond = 8_640_000_000_000

function dateOf(seconds: string | undefined): Date {
  const number = Number(seconds)
  return new Date(Number.isFinite(number) && Math.abs(number) <= lastSecond ? number * 1000 : 0)
}
