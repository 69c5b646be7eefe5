// At which commit does a branch stand? Read from git's own files, since it is asked for every mail and page.
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Repository } from './git.ts'
import { checkRefName, resolveCommit } from './names.ts'

const oid = /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/

/**
 * The commit; null if there is no such branch. A push on any node is seen by the next call, without running git:
 * a branch that moved has a file of its own, and where it has none it stands in `packed-refs` (gitrepository-layout(5)).
 */
export async function tipOf(repository: Repository, branch: string): Promise<string | null> {
  try {
    checkRefName(branch, 'default_branch')
  } catch {
    return null
  }
  const loose = await looseRef(repository, branch)
  if (loose === undefined) return (await packedRefs(repository)).get(branch) ?? null
  // A symbolic ref, or something newer than we know: git can tell.
  return oid.test(loose) ? loose : resolveCommit(repository, `refs/heads/${branch}`)
}

/** Whether there is any branch at all. */
export async function hasBranch(repository: Repository): Promise<boolean> {
  const folder = join(repository.path, 'refs/heads')
  const loose = await readdir(folder, { recursive: true, withFileTypes: true }).catch(error => {
    // Git removes empty folders.
    if (isAbsent(error)) return []
    throw error
  })
  if (loose.some(entry => entry.isFile() && !entry.name.endsWith('.lock'))) return true
  return (await packedRefs(repository)).size > 0
}

/** Undefined: the branch has no file of its own. */
async function looseRef({ path }: Repository, branch: string): Promise<string | undefined> {
  try {
    return (await readFile(join(path, 'refs/heads', branch), 'latin1')).trim()
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code))
  )
}

type Packed = { stamp: string; branches: ReadonlyMap<string, string> }

/** Branches that are remembered, of all repositories together: some 30 MB. Those that were read longest ago go first. */
const maxKnown = 200_000

/** By path. Git replaces the file as a whole, so another one has another inode or time. */
const known = new Map<string, Packed>()
let knownBranches = 0
const none: ReadonlyMap<string, string> = new Map()

async function packedRefs({ path }: Repository): Promise<ReadonlyMap<string, string>> {
  const file = await open(join(path, 'packed-refs'), 'r').catch(error => {
    if (isAbsent(error)) return null
    throw error
  })
  if (file === null) return none
  try {
    const { ino, size, mtimeNs } = await file.stat({ bigint: true })
    const stamp = `${ino} ${size} ${mtimeNs}`
    const before = known.get(path)
    if (before?.stamp === stamp) return before.branches
    const branches = branchesOf(String(await file.readFile()))
    remember(path, { stamp, branches })
    return branches
  } finally {
    await file.close()
  }
}

function remember(path: string, packed: Packed): void {
  forget(path)
  known.set(path, packed)
  knownBranches += packed.branches.size
  for (const [oldest] of known) {
    if (knownBranches <= maxKnown) break
    forget(oldest)
  }
}

function forget(path: string): void {
  knownBranches -= known.get(path)?.branches.size ?? 0
  known.delete(path)
}

/** A line each, `oid refs/heads/name`. Only LF ends one: a pattern with `m` ends it at U+2028, too, which names may hold. */
function branchesOf(text: string): Map<string, string> {
  const branches = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, commit, name] = /^([0-9a-f]+) refs\/heads\/(.+)$/s.exec(line) ?? []
    if (commit !== undefined && name !== undefined) branches.set(name, commit)
  }
  return branches
}
