// How does a note get onto a merge request, change, go, and how is a discussion resolved?
import { sql } from 'kysely'
import { type Tx, transaction } from '#db'
import { uploads } from '#issues'
import { DeskError, randomHex, texts } from '#kernel'
import { Access } from '#projects'
import type { Person } from '#users'
import { mayChange, requireNoting } from '../policy.ts'
import type { CodeDesk, Found } from '../rows.ts'
import { tellPages } from '../tell.ts'
import { callMentioned, settleTodos } from '../todos.ts'
import { checkPosition, type GivenPosition } from './position.ts'
import { discussionBytes } from './system.ts'

export type NewNote = {
  body: string
  /** The discussion that it answers. */
  discussionId?: string | undefined
  /** It begins a discussion that can be resolved. */
  discussion?: boolean | undefined
  position?: GivenPosition | undefined
}

type Note = {
  id: number
  author_id: number
  discussion_id: string
  body: string
  system_action: string | null
  resolvable: boolean
}

/** Returns the note's id. @throws invalid naming the field; not_found; forbidden where the project is archived */
export async function addNote(desk: CodeDesk, by: Person, found: Found, input: NewNote): Promise<number> {
  requireNoting(found)
  const body = filled(input.body)
  const { mergeRequest, project } = found
  const position = input.position
    ? await checkPosition(await desk.repositories.open(project), input.position)
    : null
  return transaction(desk.db, async tx => {
    const { discussionId } = input
    if (discussionId !== undefined) await requireDiscussion(tx, mergeRequest.id, discussionId)
    const json = position === null ? null : JSON.stringify(position)
    const resolvable = discussionId === undefined && (input.discussion === true || position !== null)
    const { rows } = await sql<{ id: number }>`
      with counted as (
        update merge_requests set notes_count = notes_count + 1, updated_at = now() where id = ${mergeRequest.id}
      )
      insert into merge_request_notes (merge_request_id, author_id, discussion_id, body, position, current, resolvable)
      values (${mergeRequest.id}, ${by.id}, ${discussionId ?? randomHex(discussionBytes)}, ${body}, ${json}::jsonb,
        ${json}::jsonb, ${resolvable})
      returning id`.execute(tx)
    const noteId = rows[0]?.id
    if (noteId === undefined) throw new Error('a note was written and did not come back')
    const at = { mergeRequestId: mergeRequest.id, projectId: project.id, by }
    await uploads.bindToMergeRequest(tx, { ...at, text: body })
    // Who speaks has heard; who is named is to hear.
    await settleTodos(tx, mergeRequest.id, by)
    await callMentioned(tx, at, { text: body, noteId })
    await tellPages(tx, mergeRequest)
    return noteId
  })
}

function filled(body: string): string {
  if (body.trim() === '') throw DeskError.invalid('body', "can't be blank")
  return texts.checkText('body', body)
}

/** @throws not_found */
async function requireDiscussion(tx: Tx, mergeRequestId: number, id: string): Promise<Note> {
  const row = await tx
    .selectFrom('merge_request_notes')
    .select(['id', 'author_id', 'discussion_id', 'body', 'system_action', 'resolvable'])
    .where('merge_request_id', '=', mergeRequestId)
    .where('discussion_id', '=', id)
    .where('system_action', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
  return row ?? Promise.reject(DeskError.notFound('Discussion'))
}

/** The note, if the person wrote it or keeps the project. @throws not_found, forbidden */
async function requireOwn(tx: Tx, by: Person, found: Found, noteId: number): Promise<Note> {
  requireNoting(found)
  const note = await tx
    .selectFrom('merge_request_notes')
    .select(['id', 'author_id', 'discussion_id', 'body', 'system_action', 'resolvable'])
    .where('merge_request_id', '=', found.mergeRequest.id)
    .where('id', '=', noteId)
    .executeTakeFirst()
  if (note === undefined) throw DeskError.notFound('Note')
  if (note.system_action !== null) throw DeskError.forbidden()
  if (note.author_id !== by.id && found.project.accessLevel < Access.maintainer) throw DeskError.forbidden()
  return note
}

/** @throws not_found; forbidden unless by its writer or a Maintainer; invalid naming `body` */
export async function editNote(
  desk: CodeDesk,
  by: Person,
  found: Found,
  { noteId, body }: { noteId: number; body: string },
): Promise<void> {
  await transaction(desk.db, async tx => {
    const note = await requireOwn(tx, by, found, noteId)
    await sql`
      update merge_request_notes set body = ${filled(body)}, updated_at = now(), edited_at = now()
      where id = ${noteId}`.execute(tx)
    const { mergeRequest, project } = found
    const at = { mergeRequestId: mergeRequest.id, projectId: project.id, by }
    await uploads.bindToMergeRequest(tx, { ...at, text: body })
    await callMentioned(tx, at, { text: body, before: note.body, noteId })
    await tellPages(tx, mergeRequest)
  })
}

/** @throws as editing */
export async function removeNote(desk: CodeDesk, by: Person, found: Found, noteId: number): Promise<void> {
  const { mergeRequest } = found
  await transaction(desk.db, async tx => {
    const note = await requireOwn(tx, by, found, noteId)
    // What answered it goes on as the discussion, at the same place and in the same state.
    if (note.resolvable)
      await sql`
        update merge_request_notes heir set resolvable = true, position = gone.position, current = gone.current,
          resolved_at = gone.resolved_at, resolved_by_id = gone.resolved_by_id
        from merge_request_notes gone
        where gone.id = ${noteId} and heir.id = (select min(id) from merge_request_notes answer
          where answer.merge_request_id = ${mergeRequest.id} and answer.discussion_id = gone.discussion_id
            and answer.id <> gone.id)`.execute(tx)
    await tx.deleteFrom('merge_request_notes').where('id', '=', noteId).execute()
    await sql`
      update merge_requests set notes_count = notes_count - 1, updated_at = now() where id = ${mergeRequest.id}`.execute(
      tx,
    )
    await tellPages(tx, mergeRequest)
  })
}

/**
 * Marks a discussion as settled, or opens it again.
 * @throws not_found; forbidden unless by who began it, the merge request's author, or from Developer up
 */
export async function resolveDiscussion(
  desk: CodeDesk,
  by: Person,
  found: Found,
  { discussionId, resolved }: { discussionId: string; resolved: boolean },
): Promise<void> {
  requireNoting(found)
  const { mergeRequest } = found
  await transaction(desk.db, async tx => {
    const first = await requireDiscussion(tx, mergeRequest.id, discussionId)
    if (!mayChange(found, by) && first.author_id !== by.id) throw DeskError.forbidden()
    if (!first.resolvable) throw new DeskError('invalid', 'The discussion cannot be resolved')
    await sql`
      update merge_request_notes set resolved_at = ${resolved ? sql`coalesce(resolved_at, now())` : null},
        resolved_by_id = ${resolved ? sql`coalesce(resolved_by_id, ${by.id})` : null}, updated_at = now()
      where id = ${first.id}`.execute(tx)
    await tellPages(tx, mergeRequest)
  })
}
