// How does the desk itself move a branch or tag: for an edit in the browser, a merge, a new branch?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { GitError, git } from '../git.ts'
import { checkMove, rulesOf } from '../protection/index.ts'
import type { Repositories } from '../repositories.ts'
import { announce, type NewUpdate, settle, withdraw } from './log.ts'
import { reconcile } from './reconcile.ts'
import { inTurn } from './turn.ts'

type MoveDesk = { db: Db; repositories: Repositories }

/**
 * Moves branches and tags, all or none, each only from where the caller saw it.
 * @throws forbidden where a branch is protected from that person; conflict where somebody else was faster
 */
export async function moveRefs(
  desk: MoveDesk,
  project: Project,
  by: Person,
  updates: readonly NewUpdate[],
  as: 'push' | 'merge' = 'push',
): Promise<void> {
  const repository = await desk.repositories.open(project)
  const rules = await rulesOf(desk.db, project.id)
  for (const move of updates) await checkMove(rules, repository, project, move, { as, isAdmin: by.isAdmin })
  const lines = updates.map(({ ref, oldOid, newOid }) => `update ${ref}\0${newOid}\0${oldOid}\0`)
  await inTurn(desk.db, project.id, async db => {
    await reconcile(db, repository)
    const ids = await announce(db, project.id, by.id, updates)
    try {
      await git(repository, ['update-ref', '--stdin', '-z'], {
        input: `start\0${lines.join('')}prepare\0commit\0`,
      })
    } catch (error) {
      // Refused by git: nothing moved. Whether a git that was stopped had moved them, the refs tell.
      if (error instanceof GitError && error.code !== null) {
        await withdraw(db, ids)
        throw fasterOrStrange(error)
      }
      await reconcile(db, repository, ids)
      throw error
    }
    await settle(db, project.id, ids)
  })
}

function fasterOrStrange(error: GitError): Error {
  if (
    /cannot lock ref|reference already exists|is at [0-9a-f]+ but expected|unable to resolve/.test(
      error.stderr,
    )
  )
    return new DeskError(
      'conflict',
      'The branch was changed by somebody else meanwhile; look at it and try again.',
    )
  return error
}
