// What does `feature/x/src/a.ts` mean: which branch, and which path in it? Both may hold slashes, so the repository is asked.
import { DeskError } from '#kernel'
import { gitText, type Repository } from '../git.ts'
import { resolveCommit } from '../names.ts'
import { find } from './trees.ts'

export type Place = {
  /** The branch, tag or commit as it was written. */
  ref: string
  kind: 'branch' | 'tag' | 'commit'
  commit: string
  /** Empty: the folder at the top. */
  path: string
  type: 'tree' | 'blob' | 'commit'
}

/** Parts of a branch's name; longer ones are not looked for in addresses. */
const maxParts = 20

/**
 * The longest branch or tag with which the text begins; else a commit.
 * @throws not_found, also where the path is not in that commit
 */
export async function findPlace(repository: Repository, text: string): Promise<Place> {
  const parts = text.split('/').filter(Boolean)
  const { name, kind } = (await longestRef(repository, parts)) ?? {
    name: parts[0] ?? '',
    kind: 'commit' as const,
  }
  const full = { branch: `refs/heads/${name}`, tag: `refs/tags/${name}`, commit: name }[kind]
  const commit = /^[\w.]/.test(name) ? await resolveCommit(repository, full) : null
  if (commit === null) throw DeskError.notFound('Tree')
  const path = parts.slice(name.split('/').length).join('/')
  if (path === '') return { ref: name, kind, commit, path, type: 'tree' }
  const entry = await find(repository, commit, path)
  if (entry === null) throw DeskError.notFound('File')
  return { ref: name, kind, commit, path, type: entry.type }
}

async function longestRef(repository: Repository, parts: readonly string[]) {
  const names = parts.slice(0, maxParts).map((_, at) => parts.slice(0, at + 1).join('/'))
  // What is a pattern to git names no branch: their names cannot hold these.
  const plain = names.filter(name => !/[*?[\]\\]/.test(name))
  if (plain.length === 0) return undefined
  const patterns = plain.flatMap(name => [`refs/heads/${name}`, `refs/tags/${name}`])
  // Each pattern also finds what lies below it; only whole names count.
  const listed = await gitText(repository, ['for-each-ref', '--format=%(refname)', ...patterns])
  const there = new Set(listed.split('\n'))
  return plain
    .flatMap(name => [
      { name, kind: 'branch' as const, ref: `refs/heads/${name}` },
      { name, kind: 'tag' as const, ref: `refs/tags/${name}` },
    ])
    .filter(({ ref }) => there.has(ref))
    .sort((a, b) => b.name.length - a.name.length)[0]
}
