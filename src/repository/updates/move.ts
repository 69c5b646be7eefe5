// How does the desk itself move a branch or tag: for an edit in the browser, a merge, a new branch?
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { GitError, git, gitText, type Repository } from '../git.ts'
import { zeroOid } from '../names.ts'
import { mayMerge, mayPush, protectionOf } from '../protection/index.ts'
import type { Repositories } from '../repositories.ts'
import { announce, type NewUpdate, settle, withdraw } from './log.ts'

type MoveDesk = { db: Db; repositories: Repositories }

/** As what a branch is moved: protected ones let other people push than merge. */
type As = 'push' | 'merge'

/**
 * Moves branches and tags, all or none, each only from where the caller saw it.
 * @throws forbidden where a branch is protected from that person; conflict where somebody else was faster
 */
export async function moveRefs(
  desk: MoveDesk,
  project: Project,
  by: Person,
  updates: readonly NewUpdate[],
  as: As = 'push',
): Promise<void> {
  const repository = await desk.repositories.open(project)
  for (const update of updates) await requireMove(desk.db, repository, project, by, update, as)
  const ids = await announce(desk.db, project.id, by.id, updates)
  const lines = updates.map(({ ref, oldOid, newOid }) => `update ${ref}\0${newOid}\0${oldOid}\0`)
  try {
    await git(repository, ['update-ref', '--stdin', '-z'], {
      input: `start\0${lines.join('')}prepare\0commit\0`,
    })
  } catch (error) {
    await withdraw(desk.db, ids)
    throw error instanceof GitError ? fasterOrStrange(error) : error
  }
  await settle(desk.db, project.id, ids)
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

async function requireMove(
  db: Db,
  repository: Repository,
  project: Project,
  by: Person,
  update: NewUpdate,
  as: As,
): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/s.exec(update.ref)?.[1]
  if (branch === undefined) return
  const may = as === 'merge' ? mayMerge : mayPush
  if (!(await may(db, project, branch, by.isAdmin)))
    throw DeskError.forbidden(`The branch ${branch} is protected: you are not allowed to ${as} into it.`)
  const rule = await protectionOf(db, project.id, branch)
  if (update.newOid === zeroOid && (rule !== null || branch === project.default_branch))
    throw DeskError.forbidden(`The branch ${branch} is protected and cannot be deleted.`)
  if (rule === null || rule.forcePush || update.oldOid === zeroOid) return
  if (!(await isAncestor(repository, update.oldOid, update.newOid)))
    throw DeskError.forbidden(`The branch ${branch} is protected: its history cannot be replaced.`)
}

async function isAncestor(repository: Repository, older: string, newer: string): Promise<boolean> {
  try {
    await gitText(repository, ['merge-base', '--is-ancestor', older, newer])
    return true
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return false
    throw error
  }
}
