// What did the mail look like, byte for byte?
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Person } from '#users'
import { rawPieces } from '../load.ts'
import { findInbox } from './rows.ts'

/** Streams the raw mail: at most one chunk of it is in memory. @throws not_found */
export async function openRaw(db: Db, by: Person, id: number): Promise<{ size: number; stream: Readable }> {
  const { size } = await findInbox(db, by, id)
  const { rows } = await sql<{ rawMailId: number }>`
    select raw_mail_id as "rawMailId" from inbox where id = ${id}`.execute(db)
  return { size, stream: Readable.from(rawPieces(db, rows[0]?.rawMailId ?? 0)) }
}
