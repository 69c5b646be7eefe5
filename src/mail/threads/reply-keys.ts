// Which ticket, and which recipient, does a reply key name?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { randomHex } from '#kernel'

/** 16 random bytes (SPEC §1): 2^128 keys cannot be tried out. Hex, since mail servers fold the case of local parts. */
const keyBytes = 16
const keyShape = /^[0-9a-f]{32}$/
/** A ticket moved more often than this is not followed further; it also ends a circle of moves. */
const maxMoves = 20

export type ReplyKey = {
  key: string
  /** The ticket where it is now; null: it was deleted. */
  issueId: number | null
  projectId: number | null
  noteId: number | null
  /** The one address to which the key was sent. */
  recipient: string
  /** The member to whom the mail went; null: an external participant. */
  userId: number | null
  expired: boolean
}

export function newReplyKey(): string {
  return randomHex(keyBytes)
}

type Input = {
  issueId: number
  noteId?: number | null
  recipient: string
  userId?: number | null
  expiresAt: Date
}

/** Makes the key of one mail: it names the ticket and the one address to which the mail goes. */
export async function createReplyKey(tx: Tx, input: Input): Promise<string> {
  const key = newReplyKey()
  await tx
    .insertInto('reply_keys')
    .values({
      key,
      issue_id: input.issueId,
      note_id: input.noteId ?? null,
      recipient: input.recipient,
      user_id: input.userId ?? null,
      expires_at: input.expiresAt,
    })
    .execute()
  return key
}

/** What `key` names, or null if it never was one of ours. A ticket that moved is followed to where it is now. */
export async function findReplyKey(db: Db, key: string): Promise<ReplyKey | null> {
  const wanted = key.toLowerCase()
  if (!keyShape.test(wanted)) return null
  const { rows } = await sql<ReplyKey>`
    with recursive place as (
      select k.key, k.note_id, k.recipient, k.user_id, k.expires_at, i.id, i.project_id, i.moved_to_id, 0 as moves
      from reply_keys k left join issues i on i.id = k.issue_id
      where k.key = ${wanted}
      union all
      select p.key, p.note_id, p.recipient, p.user_id, p.expires_at, i.id, i.project_id, i.moved_to_id, p.moves + 1
      from place p join issues i on i.id = p.moved_to_id
      where p.moves < ${maxMoves}
    )
    select key, id as "issueId", project_id as "projectId", note_id as "noteId", recipient, user_id as "userId",
      expires_at <= now() as expired
    from place order by moves desc limit 1`.execute(db)
  return rows[0] ?? null
}
