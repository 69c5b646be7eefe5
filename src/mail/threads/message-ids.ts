// Which ticket or note does a Message-ID stand for?
import { sql } from 'kysely'
import type { Db, Tx } from '#db'

/** See `maxMoves` of the reply keys: the same chain is followed. */
const maxMoves = 20
/** Ids of one mail that are looked up. A References field of a megabyte is somebody's mistake, or an attack. */
const maxLookedUp = 100

type Recorded = {
  projectId: number
  /** Without its angle brackets, else byte for byte: Message-IDs are compared as they are (RFC 5322 §3.6.4). */
  messageId: string
  issueId: number
  noteId?: number | null
  direction: 'in' | 'out'
  /** Who has this mail: its writer, or the one recipient of ours. */
  author?: string | null
}

/** Notes that `messageId` belongs to the ticket. Returns false if the project knew the id already; then nothing changes. */
export async function recordMessageId(tx: Tx, input: Recorded): Promise<boolean> {
  const row = await tx
    .insertInto('message_ids')
    .values({
      project_id: input.projectId,
      message_id: input.messageId,
      issue_id: input.issueId,
      note_id: input.noteId ?? null,
      direction: input.direction,
      author: input.author?.toLowerCase() ?? null,
    })
    .onConflict(conflict => conflict.columns(['project_id', 'message_id']).doNothing())
    .returning('issue_id')
    .executeTakeFirst()
  return row !== undefined
}

export type MessageIdMatch = {
  messageId: string
  issueId: number
  projectId: number
  noteId: number | null
  direction: 'in' | 'out'
}

/**
 * The first of `ids`, in the order given, that this project has received or sent; null if none.
 *
 * Other projects' ids never match (SPEC §4.5). A ticket that moved away since is followed, as its reply keys are.
 */
export async function findByMessageIds(
  db: Db,
  projectId: number,
  ids: readonly string[],
): Promise<MessageIdMatch | null> {
  const wanted = ids.filter(id => id !== '').slice(0, maxLookedUp)
  if (wanted.length === 0) return null
  const { rows } = await sql<MessageIdMatch>`
    with recursive hit as (
      select m.message_id, m.note_id, m.direction, m.issue_id
      from unnest(${wanted}::text[]) with ordinality as wanted (message_id, place)
      join message_ids m on m.project_id = ${projectId} and m.message_id = wanted.message_id
      order by wanted.place limit 1
    ), place as (
      select i.id, i.project_id, i.moved_to_id, 0 as moves from hit join issues i on i.id = hit.issue_id
      union all
      select i.id, i.project_id, i.moved_to_id, p.moves + 1
      from place p join issues i on i.id = p.moved_to_id where p.moves < ${maxMoves}
    )
    select hit.message_id as "messageId", place.id as "issueId", place.project_id as "projectId",
      hit.note_id as "noteId", hit.direction
    from hit, place order by place.moves desc limit 1`.execute(db)
  return rows[0] ?? null
}
