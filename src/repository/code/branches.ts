// Which branches are there?
import type { Db } from '#db'
import { DeskError, isDeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { gitText, type Repository } from '../git.ts'
import { checkRefName, zeroOid } from '../names.ts'
import type { Repositories } from '../repositories.ts'
import { tipOf } from '../tips.ts'
import { moveRefs } from '../updates/index.ts'
import { findCommit } from './revisions.ts'

export type Branch = { name: string; oid: string; merged: boolean }

type CodeDesk = { db: Db; repositories: Repositories }

/**
 * All branches, by name; there may be thousands, but never so many that a list of names is long.
 * @param search part of the name; `^word` begins it, `word$` ends it, as in GitLab
 */
export async function list(
  repository: Repository,
  project: { default_branch: string },
  search = '',
): Promise<Branch[]> {
  const text = await gitText(repository, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'])
  const merged = await mergedInto(repository, project.default_branch)
  return text.split('\n').flatMap(line => {
    const [, oid = '', name = ''] = /^(\w+) refs\/heads\/(.+)$/s.exec(line) ?? []
    const isDefault = name === project.default_branch
    return name !== '' && fits(name, search) ? [{ name, oid, merged: !isDefault && merged.has(name) }] : []
  })
}

async function mergedInto(repository: Repository, branch: string): Promise<Set<string>> {
  const tip = await tipOf(repository, branch)
  if (tip === null) return new Set()
  const args = ['for-each-ref', '--format=%(refname:lstrip=2)', `--merged=${tip}`, 'refs/heads/']
  return new Set((await gitText(repository, args)).split('\n'))
}

/** Whether a name of a branch or tag is what somebody looks for. */
export function fits(name: string, search: string): boolean {
  const word = search.toLowerCase()
  const given = name.toLowerCase()
  if (word.startsWith('^')) return given.startsWith(word.slice(1))
  return word.endsWith('$') ? given.endsWith(word.slice(0, -1)) : given.includes(word)
}

/** @throws not_found */
export async function find(
  repository: Repository,
  project: { default_branch: string },
  name: string,
): Promise<Branch> {
  const oid = await tipOf(repository, name)
  if (oid === null) throw DeskError.notFound('Branch')
  const merged =
    name !== project.default_branch && (await mergedInto(repository, project.default_branch)).has(name)
  return { name, oid, merged }
}

/**
 * Begins a branch at a branch, tag or commit.
 * @throws invalid where the name cannot be one, is taken, or `ref` is nowhere; forbidden where it is protected
 */
export async function create(
  desk: CodeDesk,
  project: Project,
  by: Person,
  { branch, ref }: { branch: string; ref: string },
): Promise<Branch> {
  const name = checkRefName(branch, 'branch')
  const repository = await desk.repositories.open(project)
  if ((await tipOf(repository, name)) !== null) throw new DeskError('invalid', 'Branch already exists')
  const oid = await findCommit(repository, ref)
  if (oid === null) throw new DeskError('invalid', `Invalid reference name: ${ref}`)
  await moveRefs(desk, project, by, [{ ref: `refs/heads/${name}`, oldOid: zeroOid, newOid: oid }])
  return find(repository, project, name)
}

/** @throws not_found; forbidden where it is the default branch or protected */
export async function remove(desk: CodeDesk, project: Project, by: Person, name: string): Promise<void> {
  const repository = await desk.repositories.open(project)
  const { oid } = await find(repository, project, name)
  await moveRefs(desk, project, by, [{ ref: `refs/heads/${name}`, oldOid: oid, newOid: zeroOid }])
}

/** Branches of one turn: one git for all of them, and others have their turn in between. */
const maxAtOnce = 100

/** Removes those that are still as they were seen. @throws forbidden where one is the default branch or protected */
export async function removeAll(
  desk: CodeDesk,
  project: Project,
  by: Person,
  branches: readonly Pick<Branch, 'name' | 'oid'>[],
): Promise<void> {
  const moves = branches.map(({ name, oid }) => ({ ref: `refs/heads/${name}`, oldOid: oid, newOid: zeroOid }))
  for (let at = 0; at < moves.length; at += maxAtOnce) {
    const some = moves.slice(at, at + maxAtOnce)
    try {
      await moveRefs(desk, project, by, some)
    } catch (error) {
      if (!isDeskError(error, 'conflict')) throw error
      // One was pushed to meanwhile: it stays, and the others go.
      for (const move of some) await moveRefs(desk, project, by, [move]).catch(unlessFaster)
    }
  }
}

function unlessFaster(error: unknown): void {
  if (!isDeskError(error, 'conflict')) throw error
}
