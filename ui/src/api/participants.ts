// Who gets the public notes of an issue by mail, and how is that changed?
import { post, remove } from './client.ts'
import { issuePath } from './issues.ts'
import type { Participant } from './types.ts'

/** All of them or none; each is greeted by a mail. Gives back those who were added. */
export const addParticipants = (path: string, iid: number, emails: readonly string[]) =>
  post<Participant[]>(`${issuePath(path, iid)}/email_participants`, { emails })

export const removeParticipant = (path: string, iid: number, id: number) =>
  remove(`${issuePath(path, iid)}/email_participants/${id}`)

/** Mail had come back from there; somebody knows that it arrives now. */
export const reachAgain = (path: string, iid: number, id: number) =>
  post<Participant>(`${issuePath(path, iid)}/email_participants/${id}/reset_undeliverable`)
