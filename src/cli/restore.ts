// deskbell restore: how does a desk come back from its archive?
import { mkdir, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { Config } from '#config'
import { findEmbedded, migrate, openDatabase, readMigrations, startEmbedded } from '#db'
import { DeskError, type Log } from '#kernel'
import { openRepositories } from '#repository'
import { openStorage } from '#storage'
import { loadBlobs, loadRepositories, loadSecretsKey, loadTables, requireEmpty } from './archive/load.ts'
import { type Unpacked, unpack } from './archive/unpack.ts'
import { setting } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'
import { temporaryFolder } from './temporary.ts'

export const restoreCommand: Command = {
  usage: 'restore FILE|-',
  summary: 'makes the desk of an archive again, on an empty data_dir or database',
  async run(words) {
    const { positionals } = parseArgs({ args: words, allowPositionals: true })
    const [file] = positionals
    if (file === undefined || positionals.length > 1) {
      console.error(`Usage: deskbell ${this.usage}`)
      return sysexits.usage
    }
    const source = file === '-' ? process.stdin : await openFile(file)
    if (source instanceof Error) {
      console.error(`deskbell restore: ${source.message}`)
      return sysexits.noInput
    }
    const { config, log } = setting()
    if (config.database_url === undefined && findEmbedded(config.data_dir) !== undefined) {
      throw new DeskError(
        'conflict',
        `a desk runs on ${config.data_dir}; stop it, and restore onto an empty data_dir`,
      )
    }
    await mkdir(config.data_dir, { recursive: true, mode: 0o711 })
    using folder = temporaryFolder(config.data_dir, 'restore')
    const release = readMigrations().map(({ version, checksum }) => `${version} ${checksum}`)
    const unpacked = await unpack(source, folder.path, release)
    const { blobs, repositories } = await load(config, log, unpacked)
    const { tables, created_at: made } = unpacked.manifest
    console.error(
      `restored the desk of ${made}: ${tables.length} tables, ${blobs} files, ${repositories} repositories`,
    )
    return sysexits.ok
  },
}

function openFile(path: string): Promise<Readable | Error> {
  return open(path).then(
    handle => handle.createReadStream(),
    (error: Error) => error,
  )
}

/** Returns how many files and repositories there were. */
async function load(config: Config, log: Log, unpacked: Unpacked) {
  const embedded =
    config.database_url === undefined ? await startEmbedded({ dataDir: config.data_dir, log }) : undefined
  const database = openDatabase(config.database_url ?? embedded?.url ?? '', { max: 2, log })
  try {
    const client = await database.pool.connect()
    try {
      // Before the migrations: they must not change somebody's desk, whatever its release.
      await requireEmpty(client)
      await migrate(database)
      const blobs = await loadBlobs(unpacked, openStorage(config.data_dir))
      await loadSecretsKey(unpacked, config.data_dir)
      await loadTables(client, unpacked)
      const code = openRepositories(config.data_dir)
      return { blobs, repositories: await loadRepositories(client, unpacked, code) }
    } finally {
      client.release(true)
    }
  } finally {
    await database.close()
    await embedded?.stop()
  }
}
