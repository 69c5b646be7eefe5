// Which issue, milestone or people does a command name?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { findReferences } from '#markdown'
import { findIssue, requireIssue } from '../policy.ts'
import type { Issue } from '../rows.ts'
import type { Actor } from './action.ts'
import { refuse, usernamesIn } from './words.ts'

/** `#3` or `group/project#3`, if the actor may read it. */
export async function findByReference(tx: Tx, { issueId, by }: Actor, args: string): Promise<Issue> {
  const [reference] = findReferences(args)
  if (reference?.kind !== 'issue' || reference.iid === undefined) throw refuse('which issue?')
  const { issue } = await findIssue(tx, by, issueId)
  const found = await requireIssue(tx, by, reference.path ?? issue.project_id, reference.iid)
  return found.issue
}

/** A milestone of the issue's project by its title. */
export async function findMilestone(tx: Tx, { issueId }: Actor, title: string) {
  const { rows } = await sql<{ id: number; title: string }>`
    select milestones.id, milestones.title from milestones join issues on issues.project_id = milestones.project_id
    where issues.id = ${issueId} and lower(milestones.title) = lower(${title})`.execute(tx)
  const [row] = rows
  if (row === undefined) throw refuse(title === '' ? 'which milestone?' : `there is no milestone ${title}`)
  return row
}

/** The people that `args` names, `me` being the actor. Names that nobody has are refused. */
export async function findPeople(
  tx: Tx,
  { by }: Actor,
  args: string,
): Promise<{ id: number; username: string }[]> {
  const names = usernamesIn(args).map(name => (name === 'me' ? by.username : name).toLowerCase())
  if (names.length === 0) return []
  const { rows } = await sql<{ id: number; username: string }>`
    select id, username from users where lower(username) = any(${names}::text[]) order by id`.execute(tx)
  const missing = names.filter(name => !rows.some(row => row.username.toLowerCase() === name))
  if (missing.length > 0) throw refuse(`there is no ${missing.map(name => `@${name}`).join(' ')}`)
  return rows
}
