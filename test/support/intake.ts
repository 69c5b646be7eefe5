// How does a test of incoming mail begin? A desk with two projects, a mail as text, and its job done at once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, freshDatabase, transaction } from '#db'
import { silentLog, systemClock } from '#kernel'
import { type Envelope, type InboundDesk, process, receive } from '#mail/inbound'
import { groups, mailAddresses, projects } from '#projects'
import { openRepositories, type Repositories } from '#repository'
import { openStorage } from '#storage'
import { createUser, ensureSupportBot, instanceIdentity, type Person } from '#users'

export type Row = {
  id: number
  project_id: number | null
  recipients: string[]
  ending: string | null
  reason: string | null
  why: Record<string, unknown>
  issue_id: number | null
  note_id: number | null
  attempts: number
  last_error: string | null
  size: number
}

export type Intake = Omit<InboundDesk, 'repositories'> & { repositories: Repositories } & AsyncDisposable & {
    database: Database
    root: Person
    /** The first project: acme/widget, id 1. */
    widget: { id: number; address: string }
    other: { id: number; address: string }
    /** Accepts a mail and does what jobs it leaves; returns its rows. */
    take(raw: string | Uint8Array, envelope?: Partial<Envelope>): Promise<Row[]>
    /** Does the work of all rows without an ending, as the jobs would. */
    work(): Promise<void>
    rows(): Promise<Row[]>
    row(id: number): Promise<Row>
    ask<T>(text: string, values?: unknown[]): Promise<T[]>
  }

type Limits = Partial<InboundDesk['config']['limits']>

const defaults: InboundDesk['config']['limits'] = {
  mail_bytes: 25 * 1024 * 1024,
  attachments_per_mail: 100,
  participants_per_ticket: 25,
  mails_per_sender_and_hour: 60,
  mails_per_project_and_hour: 20_000,
  reopenings_per_ticket_and_hour: 3,
  received_lines: 100,
  automatic_mails_per_recipient_and_hour: 10,
  acknowledgements_before_brake: 3,
  attached_bytes: 10 * 1024 * 1024,
  retry_days: 3,
  reply_key_days: 1825,
  file_link_days: 90,
  smtp_connections: 5,
}

/** @param options.incoming the address of `incoming_email` */
export async function intake(
  options: {
    limits?: Limits
    incoming?: string
    config?: Record<string, unknown>
    identity?: InboundDesk['identity']
    resolveDns?: InboundDesk['resolveDns']
    secrets?: InboundDesk['secrets']
  } = {},
): Promise<Intake> {
  const database = await freshDatabase({ max: 20 })
  const { db, pool } = database
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-intake-'))
  const { identity, root, first, second } = await transaction(db, async tx => {
    await ensureSupportBot(tx)
    const root = await createUser(tx, {
      username: 'root',
      name: 'Root Example',
      email: 'root@people.example',
      isAdmin: true,
    })
    const { id: namespaceId } = await groups.create(tx, root, { path: 'acme' })
    const first = await projects.create(tx, root, { namespaceId, path: 'widget' })
    const second = await projects.create(tx, root, { namespaceId, path: 'gadget' })
    return { identity: await instanceIdentity(tx), root, first, second }
  })
  const incoming_email = { enabled: true, address: options.incoming ?? 'incoming+%{key}@desk.example' }
  const config = {
    external_url: 'https://desk.example',
    data_dir: dataDir,
    incoming_email,
    limits: { ...defaults, ...options.limits },
    ...options.config,
  }
  const repositories = openRepositories(dataDir)
  const desk: InboundDesk & { repositories: Repositories } = {
    db,
    storage: openStorage(dataDir),
    repositories,
    addresses: mailAddresses(config),
    identity: options.identity ?? identity,
    clock: systemClock,
    log: silentLog,
    config,
    ...(options.resolveDns && { resolveDns: options.resolveDns }),
    ...(options.secrets && { secrets: options.secrets }),
  }
  const ask = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query(text, values)).rows
  const rows = () =>
    ask<Row>('select i.*, r.size from inbox i join raw_mails r on r.id = i.raw_mail_id order by i.id')
  const work = async () => {
    for (const { id } of (await rows()).filter(row => row.ending === null))
      await process(desk, { inboxId: id })
    // Mail without an envelope may have got further rows.
    if ((await rows()).some(row => row.ending === null && row.attempts === 0)) await work()
  }
  const address = (project: { id: number }, path: string) =>
    `incoming+acme-${path}-${project.id}-issue-@desk.example`
  const widget = { id: first.id, address: address(first, 'widget') }
  return {
    ...desk,
    database,
    root,
    widget,
    other: { id: second.id, address: address(second, 'gadget') },
    async take(raw, envelope) {
      const bytes = typeof raw === 'string' ? Buffer.from(raw.replaceAll(/\r?\n/g, '\r\n')) : raw
      const { accepted } = await receive(desk, bytes, {
        ingress: 'smtp',
        mailFrom: 'jane@customer.example',
        recipients: [widget.address],
        ...envelope,
      })
      await work()
      const ids = accepted.map(({ inboxId }) => inboxId)
      return (await rows()).filter(row => ids.includes(row.id))
    },
    work,
    rows,
    async row(id) {
      const [found] = (await rows()).filter(row => row.id === id)
      if (!found) throw new Error(`there is no mail ${id}`)
      return found
    },
    ask,
    async [Symbol.asyncDispose]() {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

let number = 0

/** A plain mail from Jane to the first project; headers given replace those, '' leaves one out. */
export function letter(headers: Record<string, string> = {}, body = 'It does not print.'): string {
  const all: Record<string, string> = {
    From: 'Jane Doe <jane@customer.example>',
    To: 'incoming+acme-widget-1-issue-@desk.example',
    Subject: 'The printer is broken',
    'Message-ID': `<letter-${++number}@customer.example>`,
    Date: 'Thu, 02 Oct 2025 10:00:00 +0000',
    ...headers,
  }
  const lines = Object.entries(all).filter(([, value]) => value !== '')
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${body}\n`
}
