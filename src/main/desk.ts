// What is a desk, opened? Its database, files, addresses and identity, for whoever works on it: the server or a command.
import type { Config } from '#config'
import {
  type Database,
  type Embedded,
  findEmbedded,
  migrate,
  openDatabase,
  startEmbedded,
  transaction,
} from '#db'
import { type Clock, type Log, systemClock } from '#kernel'
import { type MailAddresses, mailAddresses } from '#projects'
import { openRepositories, type Repositories } from '#repository'
import { openSecrets, type Secrets } from '#secrets'
import { openStorage, type Storage } from '#storage'
import { ensureSupportBot, instanceIdentity } from '#users'

export type Desk = Pick<Database, 'db' | 'pool' | 'url'> & {
  config: Config
  storage: Storage
  /** The code of the projects. */
  repositories: Repositories
  addresses: MailAddresses
  identity: { id: string; secret: string }
  /** Passwords entered in the pages. */
  secrets: Secrets
  clock: Clock
  log: Log
}

export type OpenDesk = { desk: Desk; embedded: Embedded | undefined; close(): Promise<void> }

/** Connections of the server: lanes of jobs, listeners, requests. Those of the embedded server cost memory only while open. */
const connections = 20

/**
 * Opens the desk for the server: the database is started if it is the desk's own, and brought up to date.
 * @throws DeskError 'conflict' if another server runs on the same data
 */
export async function openDesk(config: Config, log: Log): Promise<OpenDesk> {
  const embedded =
    config.database_url === undefined ? await startEmbedded({ dataDir: config.data_dir, log }) : undefined
  return open(config, log, config.database_url ?? embedded?.url ?? '', embedded)
}

/** Opens the desk for a command: beside a running server, or alone. */
export async function openBeside(config: Config, log: Log): Promise<OpenDesk> {
  const running = config.database_url ?? findEmbedded(config.data_dir)
  return running === undefined ? openDesk(config, log) : open(config, log, running, undefined)
}

async function open(
  config: Config,
  log: Log,
  url: string,
  embedded: Embedded | undefined,
): Promise<OpenDesk> {
  const database = openDatabase(url, { max: connections, log })
  const close = async () => {
    await database.close()
    await embedded?.stop()
  }
  try {
    await migrate(database)
    const identity = await transaction(database.db, async tx => {
      await ensureSupportBot(tx)
      return instanceIdentity(tx)
    })
    const { db, pool } = database
    const storage = openStorage(config.data_dir)
    const repositories = openRepositories(config.data_dir)
    const addresses = mailAddresses(config)
    const secrets = await openSecrets(config)
    return {
      desk: {
        db,
        pool,
        url,
        config,
        storage,
        repositories,
        addresses,
        identity,
        secrets,
        clock: systemClock,
        log,
      },
      embedded,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
