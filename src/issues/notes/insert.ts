// How does a note get into the tables? In one statement, with the issue's counts and times and the event.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError, randomHex } from '#kernel'
import { announced, type EventData, eventRow } from '../events/record.ts'
import { type Note, noteRow } from '../rows.ts'

/** As long as GitLab's (40 hex characters), so that clients that check the form are content. */
const discussionBytes = 20

/** What the intake thinks of a mailed note: who wrote it is not known, or a machine did. */
export type NoteFlag = 'unknown_sender' | 'automatic_reply'

export type NewNote = {
  issueId: number
  authorId: number
  body: string
  /** Quoted tail and signature of a mail: kept, one click away. */
  trimmed: string | null
  internal: boolean
  external: { address: string; name: string } | null
  flag: NoteFlag | null
  discussionId: string | null
  createdAt: Date | null
  data: EventData
}

export type Inserted = { note: Note; eventId: number }

/**
 * Times: the customer's is moved by a public note from outside, the team's by a public note of a person. What a machine
 * answered moves none, the issue's own included (SPEC §4.6).
 * A customer's note on a ticket that moved goes where the ticket is now: `note.issue_id` says where.
 * @throws not_found if the issue is gone
 */
export async function insertNote(tx: Tx, input: NewNote): Promise<Inserted> {
  const { external, flag, data } = input
  const { rows } = await sql<Note & { event_id: number }>`
    with place as (
      -- Locked, so that a move at the same time is either over or waits.
      select id, project_id from issues
      where id = ${input.issueId} and (moved_to_id is null or ${external === null}::boolean) for no key update
    ), note as (
      insert into notes (project_id, issue_id, author_id, discussion_id, body, trimmed, internal, external_author,
        external_name, flag, created_at, updated_at)
      select place.project_id, place.id, ${input.authorId}, ${input.discussionId ?? randomHex(discussionBytes)},
        ${input.body}, ${input.trimmed}, ${input.internal}, ${external?.address ?? null}, ${external?.name ?? null},
        ${flag}, coalesce(${input.createdAt}::timestamptz, now()), coalesce(${input.createdAt}::timestamptz, now())
      from place
      returning ${noteRow}
    ), counted as (
      update issues set
        user_notes_count = user_notes_count + (not note.internal)::int,
        internal_notes_count = internal_notes_count + note.internal::int,
        updated_at = case when note.flag = 'automatic_reply' then issues.updated_at
          else greatest(issues.updated_at, note.created_at) end,
        last_customer_at = case when note.external_author is null or note.internal then last_customer_at
          else greatest(last_customer_at, note.created_at) end,
        last_team_at = case when note.external_author is not null or note.internal or author.is_bot then last_team_at
          else greatest(last_team_at, note.created_at) end,
        first_team_at = case when note.external_author is not null or note.internal or author.is_bot then first_team_at
          else least(first_team_at, note.created_at) end
      from note join users author on author.id = note.author_id
      where issues.id = note.issue_id
    ), event as (
      insert into events (kind, project_id, issue_id, note_id, actor_id, data)
      select 'note_added', note.project_id, note.issue_id, note.id, note.author_id, ${JSON.stringify(data)}::jsonb
      from note
      returning ${eventRow}
    )
    select note.*, event.id as event_id from note, ${announced('note_added', data)}`.execute(tx)
  const [row] = rows
  if (row === undefined) return insertWhereItIsNow(tx, input)
  const { event_id: eventId, ...note } = row
  return { note, eventId }
}

async function insertWhereItIsNow(tx: Tx, input: NewNote): Promise<Inserted> {
  const old = await tx
    .selectFrom('issues')
    .select('moved_to_id')
    .where('id', '=', input.issueId)
    .executeTakeFirst()
  if (!old?.moved_to_id) throw DeskError.notFound('Issue')
  return insertNote(tx, { ...input, issueId: old.moved_to_id })
}
