// May this push move what it wants to move? Asked while its objects still lie apart, so that a no leaves nothing behind.
import { join } from 'node:path'
import type { Db } from '#db'
import { isDeskError } from '#kernel'
import type { Project } from '#projects'
import type { Person } from '#users'
import { requireCode } from '../access.ts'
import type { Repository } from '../git.ts'
import { checkRefName } from '../names.ts'
import { checkMove, type Move, type Rule, rulesOf } from '../protection/index.ts'
import type { HookCall } from './hook-lines.ts'

/** More sentences help nobody. */
const maxRefusals = 10

/**
 * Why the push is refused, in sentences for the terminal; none: it may go on. All or nothing, as in GitLab.
 * What somebody may is looked up again: a long push may end after the one who pushes was shown out.
 */
export async function judge(
  db: Db,
  repository: Repository,
  by: Person,
  { quarantine, moves }: HookCall,
): Promise<string[]> {
  const refusals: string[] = []
  try {
    const project = await requireCode(db, by, repository.projectId, 'push')
    const env = quarantineOf(repository, quarantine)
    const rules = await rulesOf(db, project.id)
    for (const move of moves) {
      const refusal = await judgeMove(rules, repository, project, by, move, env)
      if (refusal !== null) refusals.push(refusal)
      if (refusals.length === maxRefusals) break
    }
  } catch (error) {
    if (!isDeskError(error)) throw error
    refusals.push(words(error))
  }
  return refusals
}

async function judgeMove(
  rules: readonly Rule[],
  repository: Repository,
  project: Project,
  by: Person,
  move: Move,
  env: Record<string, string>,
): Promise<string | null> {
  const [, kind, name] = /^refs\/(heads|tags|notes)\/(.+)$/s.exec(move.ref) ?? []
  if (kind === undefined || name === undefined)
    return `${shortened(move.ref)} is neither a branch nor a tag: push to refs/heads/ or refs/tags/.`
  if (!isName(name)) return `${shortened(move.ref)} is not a name that a branch or tag may have here.`
  try {
    await checkMove(rules, repository, project, move, { as: 'push', isAdmin: by.isAdmin, env })
    return null
  } catch (error) {
    if (isDeskError(error)) return error.message
    throw error
  }
}

/** Bytes that are no UTF-8 have become U+FFFD: they can be named nowhere else. */
function isName(name: string): boolean {
  try {
    return checkRefName(name, 'name') === name && !name.includes('\ufffd')
  } catch {
    return false
  }
}

/** Where git finds the new objects (git-receive-pack(1), quarantine environment), by our own path of it. */
function quarantineOf({ path }: Repository, quarantine: string): Record<string, string> {
  if (quarantine === '') return {}
  const folder = /\/(tmp_objdir-[\w-]+)$/.exec(quarantine)?.[1]
  if (folder === undefined) throw new Error('a push keeps its objects where git does not')
  const objects = join(path, 'objects')
  return {
    GIT_OBJECT_DIRECTORY: join(objects, folder),
    // Quoted: a colon would end it.
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects),
  }
}

function words({ kind, message }: { kind: string; message: string }): string {
  if (kind === 'not_found' || message === '403 Forbidden')
    return 'You are not allowed to push code to this project.'
  return message
}

const shortened = (name: string) => name.slice(0, 300)
