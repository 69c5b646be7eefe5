// How does an address outside come to take part in an issue?
import { type Selectable, sql } from 'kysely'
import type { DB, Tx } from '#db'
import { DeskError } from '#kernel'
import type { Person } from '#users'
import { announced, type EventData, eventRow } from '../events/record.ts'
import { addSystemNote } from '../notes/system.ts'
import { findAsTeam } from '../policy.ts'
import { isAddress } from './address.ts'

/** Each gets every public note as a mail of its own; SPEC §5 sets the number. */
export const maxParticipants = 25

export type Participant = Selectable<DB['issue_email_participants']>
export type Origin = 'requester' | 'cc' | 'added' | 'accepted'

export type AddParticipant = {
  issueId: number
  address: string
  name?: string
  origin: Origin
  by: Person
  /** `{ silent: true }`: no mail greets the newcomer. */
  announce?: object
}

export type AddedParticipant =
  | { added: true; participant: Participant; eventId: number }
  | { added: false; reason: 'present' | 'unsubscribed' | 'full' | 'invalid' }

/**
 * Adds the address. Who has unsubscribed stays so: only they themselves take it back, or somebody removes and adds them.
 * @throws not_found, forbidden for people below Reporter
 */
export async function addParticipant(tx: Tx, input: AddParticipant): Promise<AddedParticipant> {
  const { issueId, by, origin } = input
  const address = input.address.trim()
  if (!by.isBot) await findAsTeam(tx, by, issueId)
  if (!isAddress(address)) return { added: false, reason: 'invalid' }
  const email = address.toLowerCase()
  const others = await lockAndRead(tx, issueId)
  const present = others.find(other => other.email === email)
  if (present) return { added: false, reason: present.unsubscribed_at === null ? 'present' : 'unsubscribed' }
  if (others.length >= maxParticipants) return { added: false, reason: 'full' }
  const added = await insert(tx, { ...input, address }, email)
  // The requester's own arrival is the ticket itself.
  if (origin !== 'requester')
    await addSystemNote(tx, { issueId, by, action: 'issue_email_participants', body: `added ${address}` })
  return { added: true, ...added }
}

/** The issue's row is locked, so that two additions at a time cannot pass the limit. */
async function lockAndRead(
  tx: Tx,
  issueId: number,
): Promise<Pick<Participant, 'email' | 'unsubscribed_at'>[]> {
  const issue = await tx
    .selectFrom('issues')
    .select('id')
    .where('id', '=', issueId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (issue === undefined) throw DeskError.notFound('Issue')
  return tx
    .selectFrom('issue_email_participants')
    .select(['email', 'unsubscribed_at'])
    .where('issue_id', '=', issueId)
    .execute()
}

async function insert(
  tx: Tx,
  { issueId, address, name = '', origin, by, announce }: AddParticipant,
  email: string,
): Promise<{ participant: Participant; eventId: number }> {
  const data: EventData = { email, ...(announce ? { announce } : {}) }
  const { rows } = await sql<Participant & { event_id: number }>`
    with participant as (
      insert into issue_email_participants (issue_id, email, address, name, origin)
      values (${issueId}, ${email}, ${address}, ${name}, ${origin})
      returning *
    ), event as (
      insert into events (kind, project_id, issue_id, actor_id, data)
      select 'participant_added', issues.project_id, issues.id, ${by.id}, ${JSON.stringify(data)}::jsonb
      from issues where issues.id = ${issueId}
      returning ${eventRow}
    )
    select participant.*, event.id as event_id from participant, ${announced('participant_added', data)}`.execute(
    tx,
  )
  const [row] = rows
  if (row === undefined) throw DeskError.notFound('Issue')
  const { event_id: eventId, ...participant } = row
  return { participant, eventId }
}
