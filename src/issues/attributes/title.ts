// How is an issue renamed?
import { texts } from '#kernel'
import { addSystemNote } from '../notes/system.ts'
import type { Change } from './change.ts'

export const setTitle: Change<string> = async (tx, { issue, by }, value) => {
  const title = texts.checkTitle(value)
  if (title === issue.title) return false
  await tx.updateTable('issues').set({ title }).where('id', '=', issue.id).execute()
  const body = `changed title from **{-${issue.title}-}** to **{+${title}+}**`
  await addSystemNote(tx, { issueId: issue.id, by, action: 'title', body })
  return true
}
