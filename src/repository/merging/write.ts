// How does a merge become a commit?
import type { Db } from '#db'
import type { Person } from '#users'
import { signatureOf } from '../code/index.ts'
import { gitText, type Repository } from '../git.ts'

type Given = { tree: string; message: string; by: Person }

/** A commit with both as its parents. Returns its oid; no branch moves. */
export async function writeMerge(
  db: Db,
  repository: Repository,
  { ours, theirs, ...given }: Given & { ours: string; theirs: string },
): Promise<string> {
  return write(db, repository, given, [ours, theirs])
}

/**
 * One commit in place of all that came.
 * @param author who wrote what is squashed; the one who merges is its committer
 */
export async function writeSquash(
  db: Db,
  repository: Repository,
  { onto, ...given }: Given & { onto: string; author: Person },
): Promise<string> {
  return write(db, repository, given, [onto])
}

async function write(
  db: Db,
  repository: Repository,
  { tree, message, by, author = by }: Given & { author?: Person },
  parents: readonly string[],
): Promise<string> {
  const [committer, writer] = [await signatureOf(db, by), await signatureOf(db, author)]
  const env = {
    GIT_AUTHOR_NAME: writer.name,
    GIT_AUTHOR_EMAIL: writer.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  }
  const args = ['commit-tree', ...parents.flatMap(oid => ['-p', oid]), tree]
  return (await gitText(repository, args, { env, input: `${message.trimEnd()}\n` })).trim()
}
