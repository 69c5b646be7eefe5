// How does a note become a ticket of its own?
import { sql } from 'kysely'
import type { Tx } from '#db'
import { DeskError, texts } from '#kernel'
import type { Person } from '#users'
import { lockIssue } from '../attributes/lock.ts'
import { type Created, insertIssue } from '../create-rows.ts'
import { recordEvent } from '../events/record.ts'
import { findNote } from '../notes/find.ts'
import { addSystemNote } from '../notes/system.ts'
import { maxParticipants } from '../participants/add.ts'
import { isAddress } from '../participants/address.ts'
import { type Found, findAsTeam } from '../policy.ts'
import type { Note } from '../rows.ts'
import { countAnew } from './count-anew.ts'

export type SplitNote = {
  issueId: number
  noteId: number
  by: Person
  /** Without it, the first line of the note. */
  title?: string | undefined
  /** What was said after it goes along. */
  withLater?: boolean | undefined
}

/** Characters of a title that is taken from the note's first line. */
const titleLength = 100

/**
 * Opens a ticket with the note's words, as old as they are, in the same project; who wrote them by mail is its
 * requester. Files, the mail and what mail knows of it go along, so that answers to it come to the new ticket. Nobody
 * is mailed. The new one is confidential if the old one is, or if the note was internal.
 * @throws invalid, conflict, not_found; forbidden below Reporter
 */
export async function splitNote(tx: Tx, input: SplitNote): Promise<Created> {
  const { issueId, noteId, by, title, withLater } = input
  await lockIssue(tx, issueId)
  const found = await findAsTeam(tx, by, issueId)
  const { note } = await findNote(tx, by, noteId)
  if (note.issue_id !== issueId) throw DeskError.notFound('Note')
  if (note.system)
    throw DeskError.invalid('note_id', 'is a system note: only what people wrote can be split off')
  const created = await openOf(tx, found, note, texts.checkTitle(title ?? titleOf(note, found.issue.title)))
  const later = withLater ? await laterThan(tx, note) : []
  await takeAlong(tx, { created, note, later })
  await countAnew(tx, [found.issue.id, created.id])
  await tell(tx, { created, found, by })
  return created
}

function titleOf(note: Note, whole: string): string {
  const line = note.body
    .split('\n')
    .map(text => text.replace(/^[\s#>*_-]+/, '').trim())
    .find(text => text !== '')
  if (line === undefined) return whole
  const characters = [...line]
  return characters.length <= titleLength ? line : `${characters.slice(0, titleLength - 1).join('')}…`
}

function openOf(tx: Tx, { issue, project }: Found, note: Note, title: string): Promise<Created> {
  const { external_author: address } = note
  const replyTo = address !== null && isAddress(address) ? address : null
  const requesterName = note.external_name ?? ''
  return insertIssue(tx, {
    projectId: project.id,
    authorId: note.author_id,
    title,
    description: whole(note),
    confidential: issue.confidential || note.internal,
    labelIds: [],
    assigneeIds: [],
    milestoneId: null,
    dueDate: null,
    createdAt: note.created_at,
    ticket: address === null ? null : { replyTo, requesterName, customerText: note.body },
    data: { announce: { quiet: true } },
  })
}

const fileLine = /^(?:!?\[[^\]\n]*\]\(\/uploads\/[^)\s]+\)|Not kept: .+)?$/

/** As the mail's text came: what was trimmed is between the words and the files, where a page folds it again. */
function whole({ body, trimmed }: Note): string {
  if (trimmed === null) return body
  const lines = body.split('\n')
  let end = lines.length
  while (end > 0 && fileLine.test(lines[end - 1] ?? '')) end--
  const parts = [lines.slice(0, end).join('\n'), trimmed, lines.slice(end).join('\n')]
  return parts
    .map(part => part.replace(/^\n+|\n+$/g, ''))
    .filter(part => part !== '')
    .join('\n\n')
}

async function laterThan(tx: Tx, note: Note): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from notes where issue_id = ${note.issue_id} and not system
      and (created_at, id) > (${note.created_at}, ${note.id}::bigint)`.execute(tx)
  return rows.map(({ id }) => id)
}

type Going = { created: Created; note: Note; later: readonly number[] }

async function takeAlong(tx: Tx, { created: { id }, note, later }: Going): Promise<void> {
  const ids = [...later]
  await sql`
    insert into issue_email_participants (issue_id, email, address, name, origin)
    select * from (
      select distinct on (lower(external_author)) ${id}::bigint, lower(external_author), external_author,
        coalesce(external_name, ''), 'cc'
      from notes where id = any (${ids}::bigint[]) and external_author like '%_@_%' and flag is null
      order by lower(external_author), id
    ) writers limit ${maxParticipants - 1}
    on conflict do nothing`.execute(tx)
  await sql`update uploads set issue_id = ${id}, note_id = null where note_id = ${note.id}`.execute(tx)
  await sql`update uploads set issue_id = ${id} where note_id = any (${ids}::bigint[])`.execute(tx)
  await sql`update events set issue_id = ${id} where note_id = any (${ids}::bigint[])`.execute(tx)
  await sql`update notes set issue_id = ${id} where id = any (${ids}::bigint[])`.execute(tx)
  // The mail of the note follows by a trigger, which must still find the note.
  await sql`update issues set split_note_id = ${note.id} where id = ${id}`.execute(tx)
  await sql`delete from notes where id = ${note.id}`.execute(tx)
}

type Told = { created: Created; found: Found; by: Person }

async function tell(tx: Tx, { created, found: { issue, project }, by }: Told): Promise<void> {
  const action = 'split'
  const from = { issueId: issue.id, projectId: project.id }
  const body = `split a note off as #${created.iid}`
  await addSystemNote(tx, { issueId: issue.id, by, action, body, citedIssueId: created.id })
  const back = `split off from #${issue.iid}`
  await addSystemNote(tx, { issueId: created.id, by, action, body: back, citedIssueId: issue.id })
  await recordEvent(tx, { kind: 'note_removed', ...from, actorId: by.id, data: { iid: created.iid } })
}
