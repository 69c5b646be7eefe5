// Which commit does a revision name that people give?
import { DeskError } from '#kernel'
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
  // A branch's own name comes first, also where a tag has the same: that is what pages and pushes are about.
  const name = revision ?? project.default_branch
  const oid = (await tipOf(repository, name)) ?? (await resolveCommit(repository, name))
  if (oid === null) throw DeskError.notFound(what)
  return oid
}

/** Whether there is no branch yet. */
export async function isEmpty(repository: Repository): Promise<boolean> {
  return !(await hasBranch(repository))
}
