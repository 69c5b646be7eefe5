// How is an issue deleted?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import { Access } from '#projects'
import type { Person } from '#users'
import { recordEvent } from './events/record.ts'
import { findIssue, requireWritable } from './policy.ts'

/** Deletes the issue with all that hangs on it; its reply keys then say that it is gone. @throws not_found, forbidden below Owner */
export async function removeIssue(tx: Tx, { issueId, by }: { issueId: number; by: Person }): Promise<void> {
  const { issue, project, accessLevel } = await findIssue(tx, by, issueId)
  requireWritable(project)
  if (accessLevel < Access.owner) throw DeskError.forbidden()
  await tx.deleteFrom('issues').where('id', '=', issueId).execute()
  // Its issue_id would be gone with the issue; the live message still has to say which one left.
  await recordEvent(tx, {
    kind: 'issue_removed',
    projectId: project.id,
    issueId: null,
    actorId: by.id,
    data: { iid: issue.iid },
  })
}
