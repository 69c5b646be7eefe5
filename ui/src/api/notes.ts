// How is a note written, taken back, and said to be on its way?
import type { z } from 'zod'
import type { note } from '#contract'
import { post, put, remove } from './client.ts'
import { issuePath } from './issues.ts'
import type { Note } from './types.ts'

export type NewNote = {
  body: string
  internal: boolean
  /** 0: none. The desk refuses with 409 if somebody else wrote since. */
  last_seen_note_id: number
  /** Its mails leave that much later. */
  undo_seconds?: number
}

type Outcome = z.input<typeof note.Created>['quick_actions']
/** Without `id` nothing was left but quick actions, and no note was made. */
export type Written =
  | (z.input<typeof note.Created> & { body_html?: string })
  | { id?: undefined; quick_actions: Outcome }

export const addNote = (path: string, iid: number, given: NewNote) =>
  post<Written>(`${issuePath(path, iid)}/notes`, given, { render_html: true })

/** Refused with 409 once a mail of it has left. */
export const takeBackNote = (path: string, iid: number, id: number) =>
  remove(`${issuePath(path, iid)}/notes/${id}?unsent=true`)

const rendered = { render_html: true }

export const editNote = (path: string, iid: number, id: number, body: string) =>
  put<Note>(`${issuePath(path, iid)}/notes/${id}`, { body }, rendered)

/** For good; mails of it that have not left are cancelled. */
export const deleteNote = (path: string, iid: number, id: number) =>
  remove(`${issuePath(path, iid)}/notes/${id}`)

/** What a stranger wrote becomes public, and the stranger a participant. */
export const acceptNote = (path: string, iid: number, id: number) =>
  post<Note>(`${issuePath(path, iid)}/notes/${id}/accept`, {}, rendered)

/** The others who look at the issue see it for some seconds. */
export const sayWriting = (path: string, iid: number, internal: boolean) =>
  post<void>(`${issuePath(path, iid)}/writing`, { internal })
