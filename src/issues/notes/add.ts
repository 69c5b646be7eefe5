// How does a note get onto an issue?
import type { Tx } from '#db'
import { DeskError, texts } from '#kernel'
import type { Person } from '#users'
import { canReadInternal, type Found, findIssue, requireWritable } from '../policy.ts'
import { runQuickActions } from '../quick-actions/run.ts'
import { splitQuickActions } from '../quick-actions/split.ts'
import type { Note } from '../rows.ts'
import { crossReference } from '../text/cross-references.ts'
import { createMentionTodos, findMentions } from '../text/mentions.ts'
import { placeOf } from '../text/place.ts'
import { settleTodos } from '../todos/create.ts'
import { bindUploads } from '../uploads/bind.ts'
import { type Inserted, insertNote, type NoteFlag } from './insert.ts'
import { refuseIfWrittenMeanwhile } from './meanwhile.ts'

export type AddNote = {
  issueId: number
  by: Person
  body: string
  internal?: boolean
  /** Quoted tail and signature of a mail. */
  trimmed?: string
  /** Who wrote it really: a customer, by mail. Their text calls nobody and commands nothing. */
  external?: { address: string; name: string }
  flag?: NoteFlag
  /** The thread that it answers. */
  discussionId?: string
  /** false: lines that look like quick actions stay text. */
  quickActions?: boolean
  createdAt?: Date
  /** The newest note that the writer has read; 0: none. If somebody wrote meanwhile, nothing is written. */
  lastSeenNoteId?: number
  /** Passed on to those who hear of the event. */
  announce?: object
}

export type AddedNote = {
  /** Null if the text was nothing but quick actions. */
  note: Note | null
  eventId: number | null
  /** What the quick actions did, and which did nothing and why; sentences. */
  applied: string[]
  refused: string[]
}

/** @throws invalid naming the field; not_found; conflict if somebody wrote meanwhile; forbidden: internal notes are for Reporters and up */
export async function addNote(tx: Tx, input: AddNote): Promise<AddedNote> {
  const { by, external } = input
  texts.checkText('note', input.body)
  // The Support Bot passes on what others wrote. Its way is short: every mail takes it.
  if (by.isBot || external) return { ...(await insertGiven(tx, input, {})), applied: [], refused: [] }
  const found = await findIssue(tx, by, input.issueId)
  requireWritable(found.project)
  const { lastSeenNoteId } = input
  if (lastSeenNoteId !== undefined) await refuseIfWrittenMeanwhile(tx, found, { by, lastSeenNoteId })
  const thread = await threadOf(tx, found, input)
  const { text, commands } =
    input.quickActions === false ? { text: input.body, commands: [] } : splitQuickActions(input.body)
  if (text.trim() === '' && commands.length === 0) throw DeskError.invalid('note', "can't be blank")
  const inserted =
    text.trim() === '' ? undefined : await addWords(tx, found, { ...input, ...thread, body: text })
  const result = await runQuickActions(tx, { issueId: input.issueId, by, commands })
  return { note: inserted?.note ?? null, eventId: inserted?.eventId ?? null, ...result }
}

/** What stands in an internal thread is internal. */
async function threadOf(
  tx: Tx,
  { issue, accessLevel }: Found,
  input: AddNote,
): Promise<{ internal: boolean }> {
  const internal = input.internal ?? false
  if (internal && !canReadInternal(accessLevel)) throw DeskError.forbidden()
  if (input.discussionId === undefined) return { internal }
  const start = await tx
    .selectFrom('notes')
    .select('internal')
    .where('discussion_id', '=', input.discussionId)
    .where('issue_id', '=', issue.id)
    .where('system', '=', false)
    .orderBy('id')
    .executeTakeFirst()
  if (start === undefined || (start.internal && !canReadInternal(accessLevel)))
    throw DeskError.notFound('Discussion')
  return { internal: internal || start.internal }
}

/** The words of a person: they call people, name issues, bring files, and settle the writer's to-dos. */
async function addWords(tx: Tx, { issue }: Found, input: AddNote & { internal: boolean }): Promise<Inserted> {
  const { by, body, internal } = input
  const mentions = await findMentions(tx, body, await placeOf(tx, issue, internal), by.id)
  const inserted = await insertGiven(tx, input, { mentionedUserIds: mentions.userIds })
  const noteId = inserted.note.id
  await createMentionTodos(tx, mentions, { issueId: issue.id, noteId, by })
  // Whoever reads the other issue may not read this thread.
  if (!internal) await crossReference(tx, body, issue, by)
  await bindUploads(tx, { text: body, issue, noteId, by })
  await settleTodos(tx, issue.id, [by.id])
  return inserted
}

function insertGiven(
  tx: Tx,
  input: AddNote,
  data: { mentionedUserIds?: readonly number[] },
): Promise<Inserted> {
  const { issueId, by, body, announce } = input
  if (body.trim() === '') throw DeskError.invalid('note', "can't be blank")
  return insertNote(tx, {
    issueId,
    authorId: by.id,
    body,
    trimmed: input.trimmed ?? null,
    internal: input.internal ?? false,
    external: input.external ?? null,
    flag: input.flag ?? null,
    discussionId: input.discussionId ?? null,
    createdAt: input.createdAt ?? null,
    data: { ...data, ...(announce ? { announce } : {}) },
  })
}
