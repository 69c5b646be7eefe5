// What does the terminal say after a push? Where the merge request of each branch is, or is made.
import { isDeskError } from '#kernel'
import type { Project } from '#projects'
import { type http, merging } from '#repository'
import type { Person } from '#users'
import type { CodeDesk, MergeRequest } from '../rows.ts'
import { fulfil } from './fulfil.ts'
import { type Wishes, wishesOf } from './options.ts'

/** Branches that are spoken of; the words for more would scroll what git says out of sight. */
const maxBranches = 5

type At = { desk: CodeDesk; by: Person; project: Project; wishes: Wishes | null }

/**
 * Does what the options of a push ask for, and says where to go on, in lines. What cannot be done is said as well:
 * the push itself is through.
 */
export async function answerPush(
  desk: CodeDesk,
  by: Person,
  project: Project,
  { moves, options }: http.Pushed,
): Promise<string[]> {
  const { wishes, unknown } = wishesOf(options)
  const pushed = moves.flatMap(({ ref, newOid }) => {
    const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1]
    return branch === undefined || branch === project.default_branch || /^0+$/.test(newOid) ? [] : [branch]
  })
  const lines = unknown.map(name => `The push option ${name} means nothing here.`)
  if (wishes !== null && pushed.length === 0)
    lines.push(`No merge request: push a branch other than ${project.default_branch}.`)
  const isMergeable = pushed.length > 0 && (await hasTarget(desk, project))
  const branches = isMergeable ? pushed.slice(0, maxBranches) : []
  const open = branches.length === 0 ? [] : await openOf(desk, project, branches)
  for (const branch of branches) {
    const own = open.filter(({ source_branch }) => source_branch === branch)
    lines.push(...(await answerBranch({ desk, by, project, wishes }, branch, own)))
  }
  // Apart from git's own words.
  return lines.length === 0 ? [] : ['', ...lines, '']
}

/** A repository may begin with another branch. */
async function hasTarget({ repositories }: CodeDesk, project: Project): Promise<boolean> {
  return (await merging.tipOf(await repositories.open(project), project.default_branch)) !== null
}

async function openOf(
  { db }: CodeDesk,
  { id }: Project,
  branches: readonly string[],
): Promise<MergeRequest[]> {
  return db
    .selectFrom('merge_requests')
    .selectAll()
    .where('project_id', '=', id)
    .where('source_branch', 'in', branches)
    .where('state', '=', 'opened')
    .orderBy('iid')
    .execute()
}

async function answerBranch(at: At, branch: string, open: readonly MergeRequest[]): Promise<string[]> {
  const { desk, project, wishes } = at
  const base = `${desk.config.external_url}/${project.full_path}/-/merge_requests`
  const see = (iid: number) => [`View merge request !${iid} for ${branch}:`, `  ${base}/${iid}`]
  try {
    const iid = wishes === null ? null : await fulfil({ ...at, wishes }, branch, open)
    if (iid !== null) return see(iid)
  } catch (error) {
    if (!isDeskError(error)) throw error
    return [`No merge request was made or changed for ${branch}: ${error.message}`]
  }
  if (open.length > 0) return open.slice(0, maxBranches).flatMap(({ iid }) => see(iid))
  const query = new URLSearchParams({ 'merge_request[source_branch]': branch })
  return [`To create a merge request for ${branch}, visit:`, `  ${base}/new?${query}`]
}
