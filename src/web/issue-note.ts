// Which note of which issue does a request speak of, and how is one written?
import { z } from 'zod'
import type { note as contract } from '#contract'
import { fields } from '#contract'
import { transaction } from '#db'
import { notes, policy, quickActions } from '#issues'
import { DeskError } from '#kernel'
import { outbox } from '#mail/outbound'
import { Access } from '#projects'
import type { Person } from '#users'
import { signedIn } from './authentication.ts'
import type { Request, WebDesk } from './context.ts'
import { withHtml } from './rendered.ts'
import { shapeNote, shapeNotes } from './shapes/note.ts'

export const issueParams = z.object({ id: fields.idOrPath, issue_iid: fields.iid })
export type IssueParams = z.output<typeof issueParams>
type Found = Awaited<ReturnType<typeof policy.requireIssue>>

/** The issue that the path names. @throws not_found, the same whether it is missing or hidden */
export function issueOf(desk: WebDesk, request: Request, params: IssueParams): Promise<Found> {
  return policy.requireIssue(desk.db, request.viewer, params.id, params.issue_iid)
}

/** Notes of one issue as the viewer may see them. */
export async function showNotes(
  desk: WebDesk,
  request: Request,
  rows: readonly notes.NoteWithAuthor[],
  found: Found,
): Promise<z.output<typeof contract.Note>[]> {
  const shown = await shapeNotes(desk.db, rows, found, desk.config.external_url)
  return withHtml(desk, request, shown, found.project)
}

/** One note as the viewer may see it. @throws not_found */
export async function showNote(
  desk: WebDesk,
  request: Request,
  params: IssueParams & { note_id: number },
  discussionId?: string,
): Promise<z.output<typeof contract.Note>> {
  const found = await issueOf(desk, request, params)
  const filter = {
    issueId: found.issue.id,
    noteId: params.note_id,
    ...(discussionId === undefined ? {} : { discussionId }),
  }
  const rows = await notes.list(desk.db, request.viewer, found, filter, { limit: 1 })
  const [shown] = await showNotes(desk, request, rows, found)
  if (shown === undefined) throw DeskError.notFound('Note')
  return shown
}

type Given = {
  body: string
  internal?: boolean | undefined
  confidential?: boolean | undefined
  created_at?: Date | undefined
  last_seen_note_id?: number | undefined
  undo_seconds?: number | undefined
  discussionId?: string
}
type Written =
  | { note: z.output<typeof contract.Created>; commands?: never }
  | { note?: never; commands: z.output<typeof contract.Commands> }

/**
 * Adds a note, or runs the quick actions if there is nothing else in the text.
 * @throws unauthenticated, not_found, forbidden; conflict if somebody wrote meanwhile; invalid naming the field, also if no quick action could be applied
 */
export async function writeNote(
  desk: WebDesk,
  request: Request,
  params: IssueParams,
  given: Given,
): Promise<Written> {
  const { body, internal = given.confidential ?? false, created_at: createdAt, discussionId } = given
  const { last_seen_note_id: lastSeenNoteId, undo_seconds: undoSeconds } = given
  const by = signedIn(request)
  const found = await issueOf(desk, request, params)
  if (createdAt !== undefined) checkTime(desk, found, createdAt)
  const added = await transaction(desk.db, tx =>
    notes.add(tx, {
      issueId: found.issue.id,
      by,
      body,
      internal,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(discussionId === undefined ? {} : { discussionId }),
      ...(lastSeenNoteId === undefined ? {} : { lastSeenNoteId }),
      ...(undoSeconds ? { announce: { undoSeconds } } : {}),
    }),
  )
  const answer = answerTo(body, added, found, by, desk.config.external_url)
  if (answer.commands) return answer
  const [note] = await withHtml(desk, request, [answer.note], found.project)
  return { note: note ?? answer.note }
}

/**
 * Deletes the note that the path names; those of its mails that have not left never will.
 * @param options.unsent the note is to go only if nobody got it
 * @throws as the verb; conflict with `unsent`, if a mail has left
 */
export async function removeNote(
  desk: WebDesk,
  request: Request,
  noteId: number,
  options: { unsent?: boolean | undefined } = {},
): Promise<void> {
  const by = signedIn(request)
  await transaction(desk.db, async tx => {
    const left = await outbox.cancelOfNote(tx, noteId)
    await notes.remove(tx, { noteId, by })
    if (left && options.unsent) throw new DeskError('conflict', 'A mail of this note has left already')
  })
}

function checkTime(desk: WebDesk, { accessLevel }: Found, createdAt: Date): void {
  if (accessLevel < Access.owner) throw DeskError.forbidden('created_at takes at least the Owner role')
  if (createdAt > desk.clock()) throw DeskError.invalid('created_at', 'is in the future')
}

function answerTo(body: string, added: notes.AddedNote, found: Found, by: Person, url: string): Written {
  const { note, applied, refused } = added
  const outcome = { commands_changes: changesOf(body, refused), quick_actions: { applied, refused } }
  if (note === null) {
    if (applied.length > 0) return { commands: { ...outcome, summary: applied } }
    throw new DeskError('invalid', 'No quick action could be applied', { body: refused })
  }
  const author = { author_username: by.username, author_name: by.name, author_state: 'active' }
  const place = { issue: found.issue, team: policy.canReadInternal(found.accessLevel) }
  // Not read again: a quick action may have moved the issue, or taken the writer off it.
  return { note: { ...shapeNote({ ...note, ...author }, place, url), ...outcome } }
}

/** What is refused is told by its line. */
function changesOf(body: string, refused: readonly string[]): Record<string, string | true> {
  const { commands } = quickActions.split(body)
  const done = commands.filter(({ line }) => !refused.some(reason => reason.startsWith(`${line}: `)))
  return Object.fromEntries(done.map(({ name, args }) => [name, args === '' ? true : args]))
}
