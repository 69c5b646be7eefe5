// Where does a text of an issue stand, as far as its readers go?
import type { Db } from '#db'
import type { Issue } from '../rows.ts'
import type { Place } from './readers.ts'

export async function placeOf(db: Db, issue: Issue, internal = false): Promise<Place> {
  const assignees = issue.confidential
    ? await db.selectFrom('issue_assignees').select('user_id').where('issue_id', '=', issue.id).execute()
    : []
  return {
    projectId: issue.project_id,
    confidential: issue.confidential,
    concernedIds: [issue.author_id, ...assignees.map(row => row.user_id)],
    internal,
  }
}
