// How is an issue described anew?
import { texts } from '#kernel'
import { addSystemNote } from '../notes/system.ts'
import { bindUploads } from '../uploads/bind.ts'
import type { Change } from './change.ts'

/** What a customer wrote stays beside it as `customer_text`, whatever the team makes of the description. */
export const setDescription: Change<string> = async (tx, { issue, by }, value) => {
  const description = texts.checkText('description', value)
  if (description === issue.description) return false
  await tx
    .updateTable('issues')
    .set({ description, template_length: null })
    .where('id', '=', issue.id)
    .execute()
  await bindUploads(tx, { text: description, issue, by })
  await addSystemNote(tx, { issueId: issue.id, by, action: 'description', body: 'changed the description' })
  return true
}
