// How does a mail get in that is too big for memory, or that may have come before? Chunk by chunk, in one transaction.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '#db'
import { type Accepted, alreadyAccepted, inboxRows, type Parcel, rowsOf } from './commit-mails.ts'
import type { Envelope, RawMail } from './envelope.ts'
import { limits } from './limits.ts'
import { reclaiming } from './reclaim.ts'

/** Memory used: one chunk, whatever the size of the mail. */
export function commitBigMail(
  db: Db,
  raw: RawMail,
  envelope: Envelope,
  groups: Parcel['groups'],
): Promise<Accepted[]> {
  // Pieces can be read once only, so this is no `transaction`, which may run its function again.
  return db.transaction().execute(async tx => {
    const rawId = await openRow(tx, raw instanceof Uint8Array ? raw.length : raw.size, envelope)
    if (rawId === null) return alreadyAccepted(tx, envelope.sourceKey ?? '')
    await writeBytes(tx, rawId, raw)
    const { inserted, announced } = inboxRows(rowsOf(envelope, groups, 0), 'given')
    const { rows } = await sql<Accepted>`
      with given (mail, raw_id) as (values (0, ${rawId}::bigint)), rows as (${inserted})
      select rows.id as "inboxId", rows.project_id as "projectId", rows.recipients
      from ${announced} order by rows.id`.execute(tx)
    return rows
  })
}

/** Null: the item was taken before. Waits for whoever is taking it at this moment. */
async function openRow(tx: Tx, size: number, { sourceKey, fullSize }: Envelope): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into raw_mails (digest, size, head, source_key, full_size)
    values ('', ${size}, '', ${sourceKey ?? null}, ${fullSize ?? null})
    on conflict (source_key) do nothing returning id`.execute(tx)
  return rows[0]?.id ?? null
}

async function writeBytes(tx: Tx, rawId: number, raw: RawMail): Promise<void> {
  const hash = createHash('sha256')
  let head: Buffer | undefined
  let seq = 0
  const memory = reclaiming()
  for await (const piece of pieces(raw)) {
    hash.update(piece)
    memory.passed(piece.length)
    if (head === undefined) head = piece
    else
      await sql`insert into raw_mail_chunks (raw_mail_id, seq, bytes) values (${rawId}, ${seq++}, ${piece})`.execute(
        tx,
      )
  }
  await sql`
    update raw_mails set head = ${head ?? Buffer.alloc(0)}, digest = ${hash.digest()} where id = ${rawId}`.execute(
    tx,
  )
}

/** Pieces of exactly `chunkBytes`, the last one smaller. @throws if the sum is not what was announced */
async function* pieces(raw: RawMail): AsyncGenerator<Buffer> {
  if (raw instanceof Uint8Array) {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    for (let at = 0; at < bytes.length; at += limits.chunkBytes)
      yield bytes.subarray(at, at + limits.chunkBytes)
    return
  }
  let gathered: Buffer[] = []
  let length = 0
  let total = 0
  for await (const chunk of raw.chunks) {
    // What comes in our size goes on as it is: each copy would lie about until memory is short.
    if (length === 0 && chunk.length === limits.chunkBytes) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      total += chunk.length
      continue
    }
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + limits.chunkBytes - length)
      gathered.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
      at += piece.length
      length += piece.length
      if (length < limits.chunkBytes) continue
      yield Buffer.concat(gathered)
      total += length
      gathered = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(gathered)
  if (total + length !== raw.size)
    throw new Error(`a mail of ${raw.size} bytes ended after ${total + length}`)
}
