// How is an issue closed, and how is it opened again?
import { sql } from 'kysely'
import type { Tx } from '#db'
import type { Person } from '#users'
import { recordEvent } from './events/record.ts'
import { addSystemNote } from './notes/system.ts'
import { findAsOwn } from './policy.ts'

type Input = {
  issueId: number
  by: Person
  /** Passed on to those who hear of the event. */
  announce?: object
  /** What did it, for the system note: `commit 1a2b3c4d`. Absent: the person. */
  via?: string
}

/**
 * Closes the issue and settles the closer's to-dos on it. Returns false if it was closed already.
 * @throws not_found; forbidden unless by the team, the author or an assignee
 */
export async function closeIssue(tx: Tx, { issueId, by, announce, via }: Input): Promise<boolean> {
  const { issue } = await findAsOwn(tx, by, issueId)
  const { numAffectedRows } = await sql`
    update issues set state = 'closed', closed_at = now(), closed_by_id = ${by.id}, updated_at = now()
    where id = ${issueId} and state = 'opened'`.execute(tx)
  if (numAffectedRows !== 1n) return false
  await sql`
    update todos set state = 'done', updated_at = now()
    where issue_id = ${issueId} and user_id = ${by.id} and state = 'pending'`.execute(tx)
  const body = via === undefined ? 'closed' : `closed via ${via}`
  await addSystemNote(tx, { issueId, by, action: 'closed', body })
  const data = announce ? { announce } : {}
  await recordEvent(tx, { kind: 'issue_closed', projectId: issue.project_id, issueId, actorId: by.id, data })
  return true
}

/** Opens a closed issue again. Returns false if it was open. @throws as closeIssue */
export async function reopenIssue(tx: Tx, { issueId, by, announce }: Input): Promise<boolean> {
  const { issue } = await findAsOwn(tx, by, issueId)
  const { numAffectedRows } = await sql`
    update issues set state = 'opened', closed_at = null, closed_by_id = null, updated_at = now()
    where id = ${issueId} and state = 'closed'`.execute(tx)
  if (numAffectedRows !== 1n) return false
  await addSystemNote(tx, { issueId, by, action: 'reopened', body: 'reopened' })
  const data = announce ? { announce } : {}
  await recordEvent(tx, {
    kind: 'issue_reopened',
    projectId: issue.project_id,
    issueId,
    actorId: by.id,
    data,
  })
  return true
}
