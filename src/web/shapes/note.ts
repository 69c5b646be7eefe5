// How does a row of notes become what the API says of a note?
import type { z } from 'zod'
import type { note as contract } from '#contract'
import type { Db } from '#db'
import { type notes, policy } from '#issues'
import { inbox } from '#mail/inbound'
import { outbox } from '#mail/outbound'
import { maskAddress } from '#projects'
import { basicUser } from './user.ts'

type Shown = z.output<typeof contract.Note>
type Place = { issue: { iid: number }; accessLevel: number }
/** `team`: whether the viewer is Reporter or more there. */
type Known = { issue: { iid: number }; team: boolean }

/** A note without its deliveries. */
export function shapeNote(row: notes.NoteWithAuthor, { issue, team }: Known, externalUrl: string): Shown {
  const { author_id: id, author_username: username, author_name: name, author_state: state } = row
  return {
    id: row.id,
    type: null,
    body: row.body,
    attachment: null,
    author: basicUser({ id, username, name, state }, externalUrl),
    created_at: row.created_at,
    updated_at: row.updated_at,
    system: row.system,
    noteable_id: row.issue_id,
    noteable_type: 'Issue',
    noteable_iid: issue.iid,
    project_id: row.project_id,
    discussion_id: row.discussion_id,
    resolvable: false,
    internal: row.internal,
    confidential: row.internal,
    edited_at: row.edited_at,
    system_action: row.system_action,
    external_author: row.external_author,
    external_name: team ? row.external_name : withoutAddress(row.external_name),
    // "On Monday, Jane <jane@customer.example> wrote:" stands in nearly every quoted tail.
    trimmed: team ? row.trimmed : null,
    flag: row.flag as Shown['flag'],
  }
}

/** Notes of one issue, for the team with who surely sent them and what became of their mails. */
export async function shapeNotes(
  db: Db,
  rows: readonly notes.NoteWithAuthor[],
  { issue, accessLevel }: Place,
  externalUrl: string,
): Promise<Shown[]> {
  const team = policy.canReadInternal(accessLevel)
  const shown = rows.map(row => shapeNote(row, { issue, team }, externalUrl))
  if (!team) return shown
  const mailed = rows.filter(row => !row.system && !row.internal).map(row => row.id)
  const deliveries = await outbox.deliveriesOf(db, mailed, { masked: false })
  const byNote = Map.groupBy(deliveries, delivery => delivery.note_id)
  const byMail = rows.filter(row => row.external_author !== null).map(row => row.id)
  const senders = await inbox.sendersOf(db, byMail)
  return shown.map(note => ({
    ...note,
    sender: senders.get(note.id) ?? null,
    deliveries: byNote.get(note.id) ?? [],
  }))
}

/** Many mail programs put the address where a name belongs. */
const withoutAddress = (name: string | null) => (name?.includes('@') ? maskAddress(name) : name)
