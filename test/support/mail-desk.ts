// How does a test get a desk that sends mail? A fresh database, files of its own, and a server that takes what it sends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '#config'
import { type Database, freshDatabase, transaction } from '#db'
import { silentLog, systemClock } from '#kernel'
import { closeTransports, deliver, notify, type OutboundDesk } from '#mail/outbound'
import { mailAddresses } from '#projects'
import { openRepositories, type Repositories } from '#repository'
import { openSecrets } from '#secrets'
import { openStorage, type Storage } from '#storage'
import { ensureSupportBot, instanceIdentity } from '#users'
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts'

export type MailDesk = AsyncDisposable & {
  desk: Omit<OutboundDesk, 'storage' | 'repositories'> & { storage: Storage; repositories: Repositories }
  database: Database
  sink: SmtpSink
  botId: number
  /** What the jobs would do: writes the mails of the event; `send` hands over all that are queued. */
  announce(eventId: number): Promise<number[]>
  send(outboxIds: readonly number[]): Promise<void>
}

/** @param options.smtp false: no server is configured */
export async function startMailDesk(options: { smtp?: boolean } = {}): Promise<MailDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-mail-'))
  const database = await freshDatabase()
  const sink = await startSmtpSink()
  const env = {
    DESKBELL_DATA_DIR: dataDir,
    DESKBELL_EXTERNAL_URL: 'https://desk.example',
    DESKBELL_INCOMING_EMAIL__ENABLED: 'true',
    DESKBELL_INCOMING_EMAIL__ADDRESS: 'incoming+%{key}@desk.example',
    ...(options.smtp === false
      ? {}
      : { DESKBELL_SMTP__ADDRESS: sink.host, DESKBELL_SMTP__PORT: String(sink.port) }),
  }
  const config = loadConfig({ env, cwd: dataDir })
  const { bot, identity } = await transaction(database.db, async tx => ({
    bot: await ensureSupportBot(tx),
    identity: await instanceIdentity(tx),
  }))
  const desk = {
    db: database.db,
    storage: openStorage(dataDir),
    repositories: openRepositories(dataDir),
    config,
    addresses: mailAddresses(config),
    identity,
    secrets: await openSecrets(config),
    clock: systemClock,
    log: silentLog,
  }
  return {
    desk,
    database,
    sink,
    botId: bot.id,
    announce: eventId => notify(desk, { eventId }),
    send: async ids => {
      for (const outboxId of ids) await deliver(desk, { outboxId })
    },
    async [Symbol.asyncDispose]() {
      closeTransports()
      await sink.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
