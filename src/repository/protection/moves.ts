// May this branch or tag be moved that way, by that person? One answer for pushes, merges and edits in the browser.
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import { GitError, git, type Repository } from '../git.ts'
import { zeroOid } from '../names.ts'
import { mayMerge, mayPush, protectionIn, type Rule } from './rules.ts'

export type Move = { ref: string; oldOid: string; newOid: string }

export type MoveBy = {
  /** As what a branch is moved: protected ones let other people push than merge. */
  as: 'push' | 'merge'
  isAdmin: boolean
  /** Where the new commits are, while a push still keeps them apart. */
  env?: Record<string, string>
}

/**
 * Whoever gets here writes the project's code already; this is about the one branch.
 * @param rules of the project
 * @throws forbidden in a sentence for the one who moves it
 */
export async function checkMove(
  rules: readonly Rule[],
  repository: Repository,
  project: Project,
  move: Move,
  { as, isAdmin, env = {} }: MoveBy,
): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/s.exec(move.ref)?.[1]
  if (branch === undefined) return
  const may = as === 'merge' ? mayMerge : mayPush
  if (!may(rules, project, branch, isAdmin))
    throw DeskError.forbidden(`The branch ${branch} is protected: you are not allowed to ${as} into it.`)
  const rule = protectionIn(rules, branch)
  if (move.newOid === zeroOid && branch === project.default_branch)
    throw DeskError.forbidden(`The branch ${branch} is the default branch and cannot be deleted.`)
  if (move.newOid === zeroOid && rule !== null)
    throw DeskError.forbidden(`The branch ${branch} is protected and cannot be deleted.`)
  if (rule === null || rule.forcePush || move.oldOid === zeroOid || move.newOid === zeroOid) return
  if (!(await isAncestor(repository, move.oldOid, move.newOid, env)))
    throw DeskError.forbidden(`The branch ${branch} is protected: its history cannot be replaced.`)
}

async function isAncestor(
  repository: Repository,
  older: string,
  newer: string,
  env: Record<string, string>,
): Promise<boolean> {
  try {
    await git(repository, ['merge-base', '--is-ancestor', older, newer], { env })
    return true
  } catch (error) {
    if (error instanceof GitError && error.code === 1) return false
    throw error
  }
}
