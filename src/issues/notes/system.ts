// What changed, and by whom? System notes, in GitLab's words.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { randomHex } from '#kernel'

export type SystemNote = {
  issueId: number
  by: { id: number }
  /** GitLab's name of the change: closed, reopened, title, label, assignee, … */
  action: string
  body: string
  /** The other issue that the note names: shown only to those who may read that one. */
  citedIssueId?: number
  /** The other project whose code the note names: shown only to those who may read that code. */
  citedProjectId?: number
}

/** Writes a system note. It is never mailed, so it is no event of its own: the change is. */
export async function addSystemNote(
  tx: Tx,
  { issueId, by, action, body, citedIssueId, citedProjectId }: SystemNote,
): Promise<void> {
  await sql`
    insert into notes (project_id, issue_id, author_id, discussion_id, body, system, system_action, cited_issue_id,
      cited_project_id)
    select issues.project_id, issues.id, ${by.id}, ${randomHex(20)}, ${body}, true, ${action}, ${citedIssueId ?? null},
      ${citedProjectId ?? null}::bigint
    from issues where issues.id = ${issueId}`.execute(tx)
}
