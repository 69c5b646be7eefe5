// How do several small mails get into the tables? In one statement, which is one commit.
import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db'
import { addJob } from '#jobs'
import { type Envelope, storable } from './envelope.ts'

/** An accepted mail: one row of the inbox. */
export type Accepted = { inboxId: number; projectId: number | null; recipients: string[] }

export type Parcel = { raw: Uint8Array; envelope: Envelope; groups: ReadonlyMap<number | null, string[]> }

/** The rows of one mail, one for each project that it is addressed to. */
export function rowsOf(envelope: Envelope, groups: Parcel['groups'], mail: number) {
  return [...groups].map(([projectId, recipients], place) => ({
    mail,
    place,
    ingress: envelope.ingress,
    project_id: projectId,
    recipients: recipients.map(address => storable(address)),
    mail_from: envelope.mailFrom === null ? null : storable(envelope.mailFrom),
    client_address: envelope.clientAddress === undefined ? null : storable(envelope.clientAddress),
    client_name: envelope.clientName === undefined ? null : storable(envelope.clientName),
    quiet: envelope.quiet ?? false,
  }))
}

type RowInput = ReturnType<typeof rowsOf>[number]

/**
 * CTEs `rows` (id, raw_mail_id, project_id, recipients) and the clause that leaves a job for each and tells open pages.
 * @param mails names a CTE with `mail` (as in the rows) and `raw_id`
 */
export function inboxRows(rows: readonly RowInput[], mails: string) {
  const inserted = sql`
    insert into inbox (raw_mail_id, ingress, project_id, recipients, mail_from, client_address, client_name, quiet)
    select m.raw_id, r.ingress, r.project_id, r.recipients, r.mail_from, r.client_address, r.client_name, r.quiet
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (mail int, place int, ingress text, project_id bigint,
      recipients text[], mail_from text, client_address text, client_name text, quiet boolean)
    join ${sql.raw(mails)} m using (mail)
    order by r.mail, r.place
    returning id, raw_mail_id, project_id, recipients`
  return { inserted, announced: announcedRows }
}

const announcedRows: RawBuilder<unknown> = sql`rows
  cross join lateral ${addJob('inbound.process', sql`json_build_object('inboxId', rows.id)`)} as job
  cross join lateral pg_notify('desk_live', json_build_object('kind', 'inbox_changed', 'inboxId', rows.id,
    'projectId', rows.project_id)::text) as told`

/** What was accepted before under this name of an item. */
export async function alreadyAccepted(db: Db, sourceKey: string): Promise<Accepted[]> {
  const { rows } = await sql<Accepted>`
    select i.id as "inboxId", i.project_id as "projectId", i.recipients
    from raw_mails r join inbox i on i.raw_mail_id = r.id where r.source_key = ${sourceKey}
    order by i.id`.execute(db)
  return rows
}

/**
 * Commits all of them or none; of items that were taken before nothing is kept again.
 * @returns what became of each, in the order given
 */
export async function commitMails(db: Db, parcels: readonly Parcel[]): Promise<Accepted[][]> {
  const { inserted, announced } = inboxRows(
    parcels.flatMap(({ envelope, groups }, mail) => rowsOf(envelope, groups, mail)),
    'kept',
  )
  const values = parcels.map(({ raw, envelope: { sourceKey, fullSize } }, mail) => {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    const digest = createHash('sha256').update(bytes).digest()
    return sql`(${mail}::int, ${digest}::bytea, ${bytes.length}::int, ${bytes}::bytea, ${sourceKey ?? null}::text,
      ${fullSize ?? null}::bigint)`
  })
  const { rows } = await sql<Accepted & { mail: number }>`
    with given as materialized (
      select nextval('raw_mails_id_seq') as raw_id, g.* from (values ${sql.join(values)}) as g (mail, digest, size, head, source_key, full_size)
    ), new as (
      insert into raw_mails (id, digest, size, head, source_key, full_size) overriding system value
      select raw_id, digest, size, head, source_key, full_size from given
      on conflict (source_key) do nothing returning id
    ), kept as (
      select mail, raw_id from given join new on new.id = raw_id
    ), rows as (${inserted})
    select kept.mail, rows.id as "inboxId", rows.project_id as "projectId", rows.recipients
    from kept join ${announced} on rows.raw_mail_id = kept.raw_id
    order by rows.id`.execute(db)
  return Promise.all(
    parcels.map(({ envelope: { sourceKey } }, index) => {
      const accepted = rows.filter(({ mail }) => mail === index)
      return accepted.length === 0 && sourceKey !== undefined
        ? alreadyAccepted(db, sourceKey)
        : accepted.map(({ mail: _mail, ...rest }) => rest)
    }),
  )
}
