// How is an issue marked as one that there is already?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { closeIssue } from './close.ts'
import { addSystemNote } from './notes/system.ts'
import { findAsTeam, findIssue } from './policy.ts'

type Input = { issueId: number; canonicalId: number; by: Person }

/** Closes the issue as a duplicate of `canonicalId`. @throws invalid, not_found; forbidden below Reporter */
export async function markDuplicate(tx: Tx, { issueId, canonicalId, by }: Input): Promise<void> {
  const { issue, project } = await findAsTeam(tx, by, issueId)
  const canonical = await findIssue(tx, by, canonicalId)
  if (canonicalId === issueId) throw DeskError.invalid('duplicate', 'is this very issue')
  await tx.updateTable('issues').set({ duplicated_to_id: canonicalId }).where('id', '=', issueId).execute()
  const local = issue.project_id === canonical.issue.project_id
  const there = `${local ? '' : canonical.project.full_path}#${canonical.issue.iid}`
  const here = `${local ? '' : project.full_path}#${issue.iid}`
  await addSystemNote(tx, {
    issueId,
    by,
    action: 'duplicate',
    body: `marked this issue as a duplicate of ${there}`,
    citedIssueId: canonicalId,
  })
  await addSystemNote(tx, {
    issueId: canonicalId,
    by,
    action: 'duplicate',
    body: `marked ${here} as a duplicate of this issue`,
    citedIssueId: issueId,
  })
  await closeIssue(tx, { issueId, by })
}
