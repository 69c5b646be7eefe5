// What do the protected branches of a project say of one branch? Several rules may fit it; the most generous one counts, as in GitLab.
import { sql } from 'kysely'
import type { Db } from '#db'
import { Access, type Project } from '#projects'
import { checkRefName } from '../names.ts'

export type Protection = { push: number; merge: number; forcePush: boolean }

/** GitLab's level of administrators in protected branches. */
const administrators = 60

export type Rule = Protection & { name: string }

/** The rules of a project; read once, they answer for as many branches as there are. */
export async function rulesOf(db: Db, projectId: number): Promise<Rule[]> {
  const { rows } = await sql<Rule>`
    select name, push_access_level as push, merge_access_level as merge, allow_force_push as "forcePush"
    from protected_branches where project_id = ${projectId}`.execute(db)
  return rows
}

/** What the rules say of a branch; null: it is not protected. */
export function protectionIn(rules: readonly Rule[], branch: string): Protection | null {
  const fitting = rules.filter(rule => fits(rule.name, branch))
  if (fitting.length === 0) return null
  return {
    push: most(fitting.map(rule => rule.push)),
    merge: most(fitting.map(rule => rule.merge)),
    forcePush: fitting.some(rule => rule.forcePush),
  }
}

/** Whether somebody who writes the project's code may push to that branch. */
export function mayPush(rules: readonly Rule[], project: Project, branch: string, isAdmin = false): boolean {
  const found = protectionIn(rules, branch)
  return reaches(project, found === null ? Access.developer : found.push, isAdmin)
}

/** Whether somebody may merge into that branch: who may push may merge, too. */
export function mayMerge(rules: readonly Rule[], project: Project, branch: string, isAdmin = false): boolean {
  const found = protectionIn(rules, branch)
  if (found === null) return reaches(project, Access.developer, isAdmin)
  return reaches(project, found.merge, isAdmin) || reaches(project, found.push, isAdmin)
}

function reaches(project: Project, level: number, isAdmin: boolean): boolean {
  if (level === 0) return false
  return level === administrators ? isAdmin : project.accessLevel >= level
}

/** 0 is nobody, the strictest; else a lower level is the more generous one. */
function most(levels: readonly number[]): number {
  const open = levels.filter(level => level > 0)
  return open.length === 0 ? 0 : Math.min(...open)
}

/** `release/*` fits `release/1.0`; compared part by part, so that no rule takes longer than the name is long. */
function fits(rule: string, branch: string): boolean {
  const [first = '', ...parts] = rule.split('*')
  if (parts.length === 0) return rule === branch
  const last = parts.pop() ?? ''
  if (!branch.startsWith(first) || !branch.endsWith(last)) return false
  let at = first.length
  for (const part of parts) {
    const found = branch.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= branch.length - last.length
}

/** Whether a rule may be called so: what a branch may, and `*` in it. */
export function isBranchRule(name: string): boolean {
  try {
    // What stands for a star is any letters; so it must not make a wrong name right, such as `.*` does.
    checkRefName(name.replaceAll(/\*+/g, 'x'), 'name')
    return true
  } catch {
    return false
  }
}
