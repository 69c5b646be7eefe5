// Which commit does a revision name that people give?
import { DeskError, isDeskError } from '#kernel'
import type { Repository } from '../git.ts'
import { resolveCommit } from '../names.ts'
import { hasBranch, tipOf } from '../tips.ts'

/**
 * The oid of the commit; of the default branch if none is named.
 * @throws not_found, saying what was looked for; invalid where it is no revision
 */
export async function requireCommit(
  repository: Repository,
  project: { default_branch: string },
  revision: string | undefined,
  what = 'Commit',
): Promise<string> {
  const oid = await lookUp(repository, revision ?? project.default_branch)
  if (oid === null) throw DeskError.notFound(what)
  return oid
}

/** The oid of the commit; null if there is none, and for what is no revision. */
export async function findCommit(repository: Repository, revision: string): Promise<string | null> {
  try {
    return await lookUp(repository, revision)
  } catch (error) {
    if (isDeskError(error, 'invalid')) return null
    throw error
  }
}

/** A branch's own name comes first, also where a tag has the same: that is what pages and pushes are about. */
async function lookUp(repository: Repository, name: string): Promise<string | null> {
  return (await tipOf(repository, name)) ?? (await resolveCommit(repository, name))
}

/** Whether there is no branch yet. */
export async function isEmpty(repository: Repository): Promise<boolean> {
  return !(await hasBranch(repository))
}
