// What is an issue, and what is a note, to the verbs?
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { DB } from '#db'

/** A row of issues without its search vector and what only triggers read. */
export type Issue = Omit<Selectable<DB['issues']>, 'search' | 'merged_note_id' | 'split_note_id'>
/** A row of notes without its search vector and what only decides who reads it. */
export type Note = Omit<Selectable<DB['notes']>, 'search' | 'cited_project_id'>
export type Label = Selectable<DB['labels']>
export type Milestone = Selectable<DB['milestones']>

export const issueColumns = [
  'issues.id',
  'issues.project_id',
  'issues.iid',
  'issues.author_id',
  'issues.title',
  'issues.description',
  'issues.state',
  'issues.confidential',
  'issues.milestone_id',
  'issues.due_date',
  'issues.moved_to_id',
  'issues.merged',
  'issues.duplicated_to_id',
  'issues.closed_at',
  'issues.closed_by_id',
  'issues.service_desk',
  'issues.service_desk_reply_to',
  'issues.requester_name',
  'issues.customer_text',
  'issues.template_length',
  'issues.last_customer_at',
  'issues.last_team_at',
  'issues.first_team_at',
  'issues.user_notes_count',
  'issues.internal_notes_count',
  'issues.created_at',
  'issues.updated_at',
] as const

export const noteColumns = [
  'notes.id',
  'notes.project_id',
  'notes.issue_id',
  'notes.author_id',
  'notes.discussion_id',
  'notes.body',
  'notes.trimmed',
  'notes.internal',
  'notes.system',
  'notes.system_action',
  'notes.cited_issue_id',
  'notes.external_author',
  'notes.external_name',
  'notes.flag',
  'notes.created_at',
  'notes.updated_at',
  'notes.edited_at',
] as const

const listed = (columns: readonly string[]) => sql.join(columns.map(column => sql.ref(column)))

/** The columns of a note for `returning` and `select` in SQL. */
export const noteRow = listed(noteColumns)
