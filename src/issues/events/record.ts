// What happened? One row of events in the verb's transaction, told to open pages and, where others must act, to a job.
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#db'
import { addJob } from '#jobs'

/** Those marked true cause mail, so each brings a job with it. */
const kinds = {
  issue_opened: true,
  issue_updated: false,
  issue_closed: true,
  issue_reopened: true,
  issue_moved: false,
  issue_removed: false,
  note_added: true,
  /** Only with new mentions. */
  note_updated: true,
  note_removed: false,
  assignees_changed: true,
  participant_added: true,
  participant_removed: false,
} as const

export type EventKind = keyof typeof kinds

/** What a listener needs beyond the ids. */
export type EventData = {
  /** Users newly mentioned by the text, who may read it. */
  mentionedUserIds?: readonly number[]
  addedAssigneeIds?: readonly number[]
  removedAssigneeIds?: readonly number[]
  /** Names of the changed attributes. */
  changes?: readonly string[]
  /** A participant's address in lower case. */
  email?: string
  fromIssueId?: number
  toIssueId?: number
  iid?: number
  /** Whatever the caller of the verb wants the listener to know; passed on as it is. */
  announce?: object
}

export type DeskEvent = {
  kind: EventKind
  projectId: number
  issueId: number | null
  noteId?: number | null
  actorId: number | null
  data?: EventData
}

/** `kind` brings a job. An edited note calls for mail only if it mentions somebody new. */
function actedUpon(kind: EventKind, data: EventData): boolean {
  return kinds[kind] && (kind !== 'note_updated' || (data.mentionedUserIds ?? []).length > 0)
}

/**
 * The `from` clause that tells of the rows of a CTE named `event` (id, kind, project_id, issue_id, note_id): for
 * statements that write rows and their event in one go.
 */
export function announced(kind: EventKind, data: EventData): RawBuilder<unknown> {
  const told = sql`event cross join lateral pg_notify('desk_live', json_build_object('kind', event.kind,
    'eventId', event.id, 'projectId', event.project_id, 'issueId', event.issue_id, 'noteId', event.note_id)::text) as told`
  if (!actedUpon(kind, data)) return told
  return sql`${told} cross join lateral ${addJob('event.recorded', sql`json_build_object('eventId', event.id)`)} as job`
}

/** The columns that a CTE named `event` has to return for `announced`. */
export const eventRow = sql`id, kind, project_id, issue_id, note_id`

/** Writes the event, tells open pages, and leaves the job for those who mail. Returns the event's id. */
export async function recordEvent(tx: Tx, event: DeskEvent): Promise<number> {
  const { kind, projectId, issueId, noteId = null, actorId, data = {} } = event
  const { rows } = await sql<{ id: number }>`
    with event as (
      insert into events (kind, project_id, issue_id, note_id, actor_id, data)
      values (${kind}, ${projectId}, ${issueId}, ${noteId}, ${actorId}, ${JSON.stringify(data)}::jsonb)
      returning ${eventRow}
    )
    select event.id from ${announced(kind, data)}`.execute(tx)
  return first(rows).id
}

/** The one row that a statement must have returned. */
export function first<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('a statement returned no row where there must be one')
  return row
}
