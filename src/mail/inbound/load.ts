// Which mail is to be worked on, and for which project?
import { sql } from 'kysely'
import type { Db } from '#db'
import { templates } from '#repository'
import type { settings } from '#users'
import type { Envelope } from './envelope.ts'
import { limits } from './limits.ts'
import { reclaiming } from './reclaim.ts'

type ProjectFacts = {
  id: number
  fullPath: string
  /** Archived projects take no new tickets. */
  open: boolean
  confidential: boolean
  reopens: boolean
  participantsFromCc: boolean
  ignoresAutomatic: boolean
  /** Its own address, in use or not, in lower case. */
  customEmail: string | null
  /** The name of the description template for new tickets. */
  issueTemplate: string | null
  /** Where it is looked for. */
  templateSources: templates.TemplateSource[] | null
}

export type InboxRow = {
  id: number
  rawMailId: number
  ingress: Envelope['ingress']
  recipients: string[]
  mailFrom: string | null
  /** Of the SMTP client: its IP address, and what it called itself. */
  clientAddress: string | null
  clientName: string | null
  receivedAt: Date
  /** Times that working on it has failed. */
  attempts: number
  /** Times that reading it apart has begun and not ended. */
  readings: number
  /** A person let it through: brakes are not asked again. */
  released: boolean
  /** Old mail that was brought in: nobody gets mail because of it, and it is no flood. */
  quiet: boolean
  why: Record<string, unknown>
  size: number
  /** Of a mail larger than is taken: its size, and only its beginning is here. */
  fullSize: number | null
  /** The first bytes: the whole mail, unless it is big. */
  head: Buffer
  /** Other rows of the same mail: it went to several projects. */
  siblings: number
  /** Whether any project has an address of its own: if not, nobody is asked for foreign ones. */
  ownAddresses: boolean
  /** Entered in the settings; null: nothing. */
  akismet: settings.AkismetSetting | null
  /** Null: none of ours, or not known yet. */
  project: ProjectFacts | null
}

type Wanted = { id: number } & PromiseWithResolvers<InboxRow | null>
type Loading = { wanted: Wanted[]; busy: boolean }
const loadings = new WeakMap<Db, Loading>()

/**
 * The row with all that working on it needs; null if it is settled already, or gone. Rows asked for while a query is
 * under way share the next one.
 */
export function loadPending(db: Db, inboxId: number): Promise<InboxRow | null> {
  const loading = loadings.get(db) ?? { wanted: [], busy: false }
  loadings.set(db, loading)
  const wanted: Wanted = { id: inboxId, ...Promise.withResolvers<InboxRow | null>() }
  loading.wanted.push(wanted)
  if (!loading.busy) void loadAll(db, loading)
  return wanted.promise
}

async function loadAll(db: Db, loading: Loading): Promise<void> {
  loading.busy = true
  while (loading.wanted.length > 0) {
    const batch = loading.wanted.splice(0, limits.loadedTogether)
    try {
      const rows = await loadRows(db, [...new Set(batch.map(({ id }) => id))])
      for (const { id, resolve } of batch) resolve(rows.find(row => row.id === id) ?? null)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  loading.busy = false
}

async function loadRows(db: Db, ids: readonly number[]): Promise<InboxRow[]> {
  const { rows } = await sql<InboxRow>`
    select i.id, i.raw_mail_id as "rawMailId", i.ingress, i.recipients, i.mail_from as "mailFrom",
      i.client_address as "clientAddress", i.client_name as "clientName",
      i.received_at as "receivedAt", i.attempts, i.readings, i.released_at is not null as released, i.why, i.quiet, r.size,
      r.full_size as "fullSize", r.head,
      (select count(*) from inbox other where other.raw_mail_id = i.raw_mail_id and other.id <> i.id) as siblings,
      exists (select from service_desk_custom_emails) as "ownAddresses",
      (select value from instance_settings where key = 'akismet') as akismet,
      case when p.id is not null then json_build_object('id', p.id, 'fullPath', p.full_path,
        'open', not p.archived and coalesce(s.service_desk_enabled, true),
        'confidential', p.visibility = 'public' or coalesce(s.tickets_confidential_by_default, true),
        'reopens', coalesce(s.reopen_issue_on_external_participant_note, true),
        'participantsFromCc', coalesce(s.add_external_participants_from_cc, false),
        'ignoresAutomatic', coalesce(s.automatic_mail = 'ignore', false),
        'customEmail', lower(custom.email), 'issueTemplate', s.issue_template_key,
        'templateSources', case when s.issue_template_key is not null then ${templates.sourcesColumn} end) end as project
    from inbox i
    join raw_mails r on r.id = i.raw_mail_id
    left join projects p on p.id = i.project_id
    left join service_desk_settings s on s.project_id = p.id
    left join service_desk_custom_emails custom on custom.project_id = p.id
    where i.id = any (${[...ids]}::bigint[]) and i.ending is null`.execute(db)
  return rows
}

/** The raw mail piece by piece, in order. */
export async function* rawPieces(db: Db, rawMailId: number): AsyncGenerator<Buffer> {
  const { rows } = await sql<{ head: Buffer }>`select head from raw_mails where id = ${rawMailId}`.execute(db)
  if (rows[0] === undefined) return
  yield rows[0].head
  for (let seq = 0; ; seq++) {
    const chunk = await sql<{ bytes: Buffer }>`
      select bytes from raw_mail_chunks where raw_mail_id = ${rawMailId} and seq = ${seq}`.execute(db)
    const [row] = chunk.rows
    if (row === undefined) return
    yield row.bytes
    if (row.bytes.length < limits.chunkBytes) return
  }
}

/** The whole raw mail in one buffer of its own, so that it can be handed to a thread without a copy. */
export async function readRaw(
  db: Db,
  { rawMailId, size, head }: Pick<InboxRow, 'rawMailId' | 'size' | 'head'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size)
  if (head.length === size) {
    bytes.set(head)
    return bytes
  }
  let at = 0
  const memory = reclaiming()
  for await (const piece of rawPieces(db, rawMailId)) {
    bytes.set(piece, at)
    memory.passed(piece.length)
    at += piece.length
  }
  if (at !== size) throw new Error(`raw mail ${rawMailId} has ${at} bytes in place of ${size}`)
  return bytes
}
