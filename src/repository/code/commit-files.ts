// How does a change of files become a commit? In an index of its own; no working tree is ever written.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '#db'
import { DeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { git, gitText, type Repository } from '../git.ts'
import { checkRefName, resolveCommit, zeroOid } from '../names.ts'
import type { Repositories } from '../repositories.ts'
import { tipOf } from '../tips.ts'
import { moveRefs } from '../updates/index.ts'
import { lastCommitOf } from './files.ts'
import { findCommit, isEmpty } from './revisions.ts'
import { clean, signatureOf } from './signature.ts'
import { applyActions, type FileAction } from './stage.ts'

export type NewCommit = {
  branch: string
  message: string
  actions: readonly FileAction[]
  /** A branch or commit at which `branch` begins, if it is not there yet (or anew, with `force`). */
  start?: string | undefined
  force?: boolean | undefined
  authorName?: string | undefined
  authorEmail?: string | undefined
}

type CodeDesk = { db: Db; repositories: Repositories }

/** GitLab's words; they name what to do. */
const notOnBranch = 'You can only create or edit files when you are on a branch'

/**
 * Writes the files in one commit on a branch, all or none.
 * @returns the commit's oid
 * @throws invalid saying which file; conflict where somebody was faster; forbidden where the branch is protected
 */
export async function commitFiles(
  desk: CodeDesk,
  project: Project,
  by: Person,
  given: NewCommit,
): Promise<string> {
  const branch = checkRefName(given.branch, 'branch')
  if (given.actions.length === 0) throw DeskError.invalid('actions', 'is empty')
  const repository = await desk.repositories.open(project)
  const tip = await tipOf(repository, branch)
  const parent = await parentOf(repository, tip, given)
  for (const action of given.actions) await refuseStale(repository, parent, action)
  const tree = await writeTree(repository, parent, given.actions)
  const newOid = await writeCommit(desk.db, repository, by, { ...given, tree, parent })
  await moveRefs(desk, project, by, [{ ref: `refs/heads/${branch}`, oldOid: tip ?? zeroOid, newOid }])
  return newOid
}

async function parentOf(
  repository: Repository,
  tip: string | null,
  { start, force, branch }: NewCommit,
): Promise<string | null> {
  if (start === undefined) {
    if (tip !== null) return tip
    if (await isEmpty(repository)) return null
    throw new DeskError('invalid', notOnBranch)
  }
  const from = await findCommit(repository, start)
  if (from === null) throw new DeskError('invalid', `Invalid reference name: ${start}`)
  if (tip !== null && tip !== from && force !== true)
    throw new DeskError(
      'invalid',
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    )
  return from
}

async function refuseStale(repository: Repository, parent: string | null, action: FileAction): Promise<void> {
  if (action.lastCommit === undefined || parent === null) return
  const path = action.previousPath ?? action.path
  const seen = await resolveCommit(repository, action.lastCommit)
  if (
    seen !== null &&
    (await lastCommitOf(repository, seen, path)) === (await lastCommitOf(repository, parent, path))
  )
    return
  throw new DeskError(
    'invalid',
    `You are attempting to update a file that has changed since you started editing it: ${path}`,
  )
}

/** The tree that the actions make of the parent's. */
async function writeTree(
  repository: Repository,
  parent: string | null,
  actions: readonly FileAction[],
): Promise<string> {
  const folder = await mkdtemp(join(repository.path, 'index-'))
  const env = { GIT_INDEX_FILE: join(folder, 'index') }
  try {
    if (parent !== null) await git(repository, ['read-tree', parent], { env })
    await applyActions(repository, parent, actions, env)
    return (await gitText(repository, ['write-tree'], { env })).trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeCommit(
  db: Db,
  repository: Repository,
  by: Person,
  given: NewCommit & { tree: string; parent: string | null },
): Promise<string> {
  const { tree, parent, message, authorName, authorEmail } = given
  const committer = await signatureOf(db, by)
  const env = {
    GIT_AUTHOR_NAME: clean(authorName ?? committer.name),
    GIT_AUTHOR_EMAIL: clean(authorEmail ?? committer.email),
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  }
  const parents = parent === null ? [] : ['-p', parent]
  return (await gitText(repository, ['commit-tree', ...parents, tree], { env, input: message })).trim()
}
