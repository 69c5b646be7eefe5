// Who writes to this ticket, and what does that allow? A From header alone is a claim (CHECKLIST S13).
import { sql } from 'kysely'
import type { Db } from '#db'
import { placeNow, type ReplyKey } from '#mail/threads'
import { findPerson } from '#users'
import type { Arrival, Writer } from './arrival.ts'

/** Whether any of the addresses takes part in the ticket, or belongs to an active member of its project. */
export async function standingOf(
  db: Db,
  issueId: number,
  addresses: readonly string[],
): Promise<{ participant: boolean; member: boolean }> {
  const emails = addresses.map(address => address.toLowerCase())
  const { rows } = await sql<{ participant: boolean; member: boolean }>`
    select exists (select from issue_email_participants
        where issue_id = ${placeNow(issueId)} and email = any (${emails}::text[])) as participant,
      exists (select from users u join issues i on i.id = ${placeNow(issueId)}
        join project_access a on a.project_id = i.project_id and a.user_id = u.id
        where lower(u.email) = any (${emails}::text[]) and u.state = 'active' and not u.is_bot) as member`.execute(
    db,
  )
  return rows[0] ?? { participant: false, member: false }
}

/**
 * The writer of a mail that carries `key`. A member writes as such only with the key of a mail that went to that
 * member, from that member's address. `internal`: the mail with the key was about an internal note, so is the answer.
 */
export async function writerOf(
  db: Db,
  { message, senders, sender }: Pick<Arrival, 'message' | 'senders' | 'sender'>,
  issueId: number,
  key: ReplyKey,
): Promise<{ writer: Writer; internal: boolean }> {
  const author = message.author?.address.toLowerCase()
  // Whose domain disowns the mail is nobody's member, whatever it asks to be done about it.
  if (key.userId !== null && author !== undefined && sender.dmarc !== 'fail') {
    const { rows } = await sql<{ internal: boolean }>`
      select coalesce((select internal from notes where id = ${key.noteId}), false) as internal from users
      where id = ${key.userId} and state = 'active' and ${author} in (lower(email), lower(${key.recipient}))`.execute(
      db,
    )
    const person = rows[0] === undefined ? null : await findPerson(db, key.userId)
    if (person && rows[0]) return { writer: { kind: 'member', person }, internal: rows[0].internal }
  }
  const { participant, member } = await standingOf(db, issueId, senders)
  return { writer: { kind: participant || member ? 'known' : 'stranger' }, internal: false }
}
