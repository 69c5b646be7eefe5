// What did the mail look like, byte for byte?
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Db } from '#db'
import type { Person } from '#users'
import { rawPieces } from '../load.ts'
import { type Became, findOrigin } from './origin.ts'
import { findInbox } from './rows.ts'

export type Raw = { id: number; size: number; stream: Readable }

/** Streams the raw mail: at most one chunk of it is in memory. @throws not_found */
export async function openRaw(db: Db, by: Person, id: number): Promise<Raw> {
  return open(db, await findInbox(db, by, id))
}

/** The raw mail of a ticket or note, for its team. @throws as `findOrigin` */
export async function openOriginal(db: Db, by: Person, became: Became): Promise<Raw> {
  return open(db, await findOrigin(db, by, became))
}

async function open(db: Db, { id, size }: { id: number; size: number }): Promise<Raw> {
  const { rows } = await sql<{ rawMailId: number }>`
    select raw_mail_id as "rawMailId" from inbox where id = ${id}`.execute(db)
  return { id, size, stream: Readable.from(rawPieces(db, rows[0]?.rawMailId ?? 0)) }
}
