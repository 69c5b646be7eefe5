// How does a test let the desk read a mailbox? The desk of intake.ts, its keeper, and one job done after the other.
import { setTimeout as pause } from 'node:timers/promises'
import { readGraph } from '../../src/mail/ingress/graph/read.ts'
import { readImap } from '../../src/mail/ingress/imap/read.ts'
import type { BoxSettings } from '../../src/mail/ingress/mailbox/box.ts'
import { type Keeper, keepMailboxes } from '../../src/mail/ingress/mailbox/keeper.ts'
import type { Dovecot } from './dovecot.ts'
import type { Intake } from './intake.ts'

export type StateRow = {
  state: string
  since: Date
  last_error: string | null
  last_item: string | null
  waiting: number
  idle: boolean | null
}

/** What the configuration says of a mailbox of this Dovecot. */
export function boxOf(dovecot: Dovecot, user: string, changes: Partial<BoxSettings> = {}): BoxSettings {
  return {
    enabled: true,
    address: 'incoming+%{key}@desk.example',
    user,
    password: dovecot.password,
    host: dovecot.host,
    port: dovecot.port,
    ssl: false,
    start_tls: false,
    openssl_verify_mode: 'peer',
    mailbox: 'inbox',
    idle_timeout: 60,
    expunge_deleted: false,
    delete_after_delivery: true,
    inbox_method: 'imap',
    ...changes,
  }
}

/** Begins to read; `config` names the boxes. */
export function read(desk: Intake, config: Record<string, BoxSettings>): Keeper {
  return keepMailboxes(
    { ...desk, pool: desk.database.pool, config: { ...desk.config, ...config } },
    { imap: readImap, microsoft_graph: readGraph },
  )
}

/** Asks again until it is so: the row in question is written by another process or connection. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | null | false>): Promise<T> {
  // A test that waits for ever says nothing; the machine may be slow, but not that slow.
  for (let tries = 0; tries < 12_000; tries++) {
    const found = await ask()
    if (found) return found
    await pause(25)
  }
  throw new Error(`it never came to pass: ${what}`)
}

export const stateOf = async (desk: Intake): Promise<StateRow | undefined> =>
  (await desk.ask<StateRow>('select * from mailbox_states'))[0]

export const countOf = async (desk: Intake, table: 'inbox' | 'issues' | 'raw_mails'): Promise<number> =>
  (await desk.ask<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? 0

/** Resolves when so many mails were accepted, and those that were waiting are noted as none. */
export const accepted = (desk: Intake, count: number) =>
  until(`${count} mails are accepted`, async () => (await countOf(desk, 'inbox')) >= count)
