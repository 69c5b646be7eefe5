// Until when is an issue to be done?
import { texts } from '#kernel'
import { addSystemNote } from '../notes/system.ts'
import type { Change } from './change.ts'

const inWords = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })

/** `YYYY-MM-DD`; null: no day. */
export const setDueDate: Change<string | null> = async (tx, { issue, by }, value) => {
  const dueDate = value === null ? null : texts.checkDay('due_date', value)
  if (dueDate === issue.due_date) return false
  await tx.updateTable('issues').set({ due_date: dueDate }).where('id', '=', issue.id).execute()
  const body =
    dueDate === null
      ? 'removed due date'
      : `changed due date to ${inWords.format(new Date(`${dueDate}T00:00:00Z`))}`
  await addSystemNote(tx, { issueId: issue.id, by, action: 'due_date', body })
  return true
}
