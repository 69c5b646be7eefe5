// What is told of a note? GitLab's comment event.
import { sql } from 'kysely'
import type { Db } from '#db'
import { maskAddress } from '#projects'
import { findIssue, issueAttributes } from './issue.ts'
import { findMergeRequest, mergeRequestAttributes } from './merge-request.ts'
import { actor, type ProjectParts } from './parts.ts'
import type { Told } from './told.ts'

type NoteRow = {
  id: number
  project_id: number
  author_id: number
  discussion_id: string
  body: string
  internal: boolean
  external_author: string | null
  created_at: Date
  updated_at: Date
}

type Action = 'create' | 'update'

/** @returns nothing where the note is gone, or is the desk's own */
export async function issueNoteTold(
  db: Db,
  parts: ProjectParts,
  { noteId, action, actorId }: { noteId: number; action: Action; actorId: number | null },
): Promise<Told[]> {
  const { rows } = await sql<NoteRow & { issue_id: number }>`
    select id, project_id, issue_id, author_id, discussion_id, body, internal, external_author, created_at, updated_at
    from notes where id = ${noteId} and not system`.execute(db)
  const [note] = rows
  const issue = note && (await findIssue(db, note.issue_id))
  // What has moved to another project meanwhile is that one's to tell.
  if (note === undefined || issue === undefined || note.project_id !== parts.id) return []
  const confidential = note.internal || issue.confidential
  const { external_author: from } = note
  const url = `${parts.webUrl}/-/issues/${issue.iid}#note_${note.id}`
  return [
    {
      kind: confidential ? 'confidential_note' : 'note',
      body: {
        ...(await head(db, parts, actorId, confidential)),
        object_attributes: {
          ...attributes(note, 'Issue', issue.id, url, action),
          external_author: from === null || confidential ? from : maskAddress(from),
        },
        repository: parts.repository,
        issue: await issueAttributes(db, issue, parts.webUrl, confidential),
      },
    },
  ]
}

type MergeRequestNoteRow = Omit<NoteRow, 'internal' | 'external_author' | 'project_id'> & {
  merge_request_id: number
  position: Record<string, unknown> | null
  resolved_at: Date | null
  resolved_by_id: number | null
}

/** @returns nothing where the note is gone */
export async function mergeRequestNoteTold(
  db: Db,
  parts: ProjectParts,
  { noteId, action, actorId }: { noteId: number; action: Action; actorId: number | null },
): Promise<Told[]> {
  const { rows } = await sql<MergeRequestNoteRow>`
    select id, merge_request_id, author_id, discussion_id, body, position, resolved_at, resolved_by_id, created_at,
      updated_at
    from merge_request_notes where id = ${noteId} and system_action is null`.execute(db)
  const [note] = rows
  const mergeRequest = note && (await findMergeRequest(db, note.merge_request_id))
  if (note === undefined || mergeRequest === undefined) return []
  const { position, resolved_at, resolved_by_id, ...plain } = note
  const url = `${parts.webUrl}/-/merge_requests/${mergeRequest.iid}#note_${note.id}`
  const row = { ...plain, project_id: parts.id, internal: false, external_author: null }
  return [
    {
      kind: 'note',
      body: {
        ...(await head(db, parts, actorId, false)),
        object_attributes: {
          ...attributes(row, 'MergeRequest', mergeRequest.id, url, action),
          ...(position ? { type: 'DiffNote' } : {}),
          position,
          original_position: position,
          resolved_at,
          resolved_by_id,
        },
        repository: parts.repository,
        merge_request: await mergeRequestAttributes(db, mergeRequest, parts),
      },
    },
  ]
}

async function head(db: Db, parts: ProjectParts, actorId: number | null, confidential: boolean) {
  return {
    object_kind: 'note',
    event_type: confidential ? 'confidential_note' : 'note',
    user: await actor(db, actorId),
    project_id: parts.id,
    project: parts.project,
  }
}

function attributes(note: NoteRow, type: string, noteableId: number, url: string, action: Action) {
  const { id, project_id, author_id, discussion_id, body, internal, created_at, updated_at } = note
  return {
    id,
    note: body,
    description: body,
    noteable_type: type,
    noteable_id: noteableId,
    ...{ author_id, project_id, discussion_id, internal, created_at, updated_at },
    attachment: null,
    change_position: null,
    commit_id: null,
    line_code: null,
    original_position: null,
    position: null,
    resolved_at: null,
    resolved_by_id: null,
    resolved_by_push: null,
    st_diff: null,
    system: false,
    type: null,
    updated_by_id: null,
    url,
    action,
  }
}
