// Which commits hold which?
import { GitError, git, gitText, type Repository } from '../git.ts'
import { zeroOid } from '../names.ts'

/** The tips of all branches by their names, in one run of git. */
export async function tipsOf(repository: Repository): Promise<Map<string, string>> {
  const text = await gitText(repository, [
    'for-each-ref',
    '--format=%(objectname) %(refname:lstrip=2)',
    'refs/heads/',
  ])
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map(line => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  )
}

export async function isAncestor(repository: Repository, older: string, newer: string): Promise<boolean> {
  try {
    await git(repository, ['merge-base', '--is-ancestor', older, newer])
    return true
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return false
    throw error
  }
}

/** Which of these commits a branch reaches after a move that it did not reach before, in one run of git. */
export async function reachedSince(
  repository: Repository,
  { oldOid, newOid }: { oldOid: string; newOid: string },
  oids: readonly string[],
): Promise<Set<string>> {
  if (oids.length === 0 || newOid === zeroOid) return new Set()
  const without = oldOid === zeroOid ? [] : [`^${oldOid}`]
  const listed = await gitText(repository, ['rev-list', '--ignore-missing', newOid, ...without])
  const reached = new Set(listed.split('\n'))
  return new Set(oids.filter(oid => reached.has(oid)))
}
