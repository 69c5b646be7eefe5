// How does a note get onto an issue?
import type { Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { checkText } from '../fields.ts'
import type { Note } from '../rows.ts'
import { insertNote, type NoteFlag } from './insert.ts'

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
  /** Passed on to those who hear of the event. */
  announce?: object
}

export type AddedNote = {
  /** Null if the text was nothing but quick actions. */
  note: Note | null
  eventId: number | null
  applied: string[]
  refused: string[]
}

/** @throws invalid naming the field; not_found, forbidden */
export async function addNote(tx: Tx, input: AddNote): Promise<AddedNote> {
  const { issueId, by, external, announce } = input
  const body = checkText('body', input.body)
  if (body.trim() === '') throw DeskError.invalid('note', "can't be blank")
  const { note, eventId } = await insertNote(tx, {
    issueId,
    authorId: by.id,
    body,
    trimmed: input.trimmed ?? null,
    internal: input.internal ?? false,
    external: external ?? null,
    flag: input.flag ?? null,
    discussionId: input.discussionId ?? null,
    createdAt: input.createdAt ?? null,
    data: announce ? { announce } : {},
  })
  return { note, eventId, applied: [], refused: [] }
}
