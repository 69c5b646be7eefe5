// How is an issue hidden from all but the team, and shown again?
import { addSystemNote } from '../notes/system.ts'
import type { Change } from './change.ts'

export const setConfidential: Change<boolean> = async (tx, { issue, by }, confidential) => {
  if (confidential === issue.confidential) return false
  await tx.updateTable('issues').set({ confidential }).where('id', '=', issue.id).execute()
  await addSystemNote(tx, {
    issueId: issue.id,
    by,
    action: confidential ? 'confidential' : 'visible',
    body: confidential ? 'made the issue confidential' : 'made the issue visible to everyone',
  })
  return true
}
