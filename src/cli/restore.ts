// deskbell restore: how does a desk come back from its archive?
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '#config'
import { findEmbedded, migrate, openDatabase, startEmbedded } from '#db'
import { DeskError, type Log } from '#kernel'
import { openStorage } from '#storage'
import type { Manifest } from './archive/format.ts'
import { loadTables, restoreBlobs, unpack } from './archive/read.ts'
import { setting } from './beside.ts'
import type { Command } from './command.ts'
import { sysexits } from './sysexits.ts'

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
    if (file !== '-' && !existsSync(file)) throw DeskError.invalid('FILE', `is not there: ${file}`)
    const { config, log } = setting()
    if (config.database_url === undefined && findEmbedded(config.data_dir) !== undefined) {
      throw new DeskError(
        'conflict',
        `a desk runs on ${config.data_dir}; stop it, and restore onto an empty data_dir`,
      )
    }
    await mkdir(config.data_dir, { recursive: true, mode: 0o711 })
    const folder = await mkdtemp(join(config.data_dir, 'restore-'))
    try {
      const source = file === '-' ? process.stdin : createReadStream(file)
      const manifest = await unpack(source, folder)
      await load(config, log, manifest, folder)
      console.error(`restored the desk of ${manifest.created_at}`)
      return sysexits.ok
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function load(config: Config, log: Log, manifest: Manifest, folder: string): Promise<void> {
  const embedded =
    config.database_url === undefined ? await startEmbedded({ dataDir: config.data_dir, log }) : undefined
  const database = openDatabase(config.database_url ?? embedded?.url ?? '', { max: 2, log })
  try {
    await migrate(database)
    const blobs = await blobsIn(folder)
    await restoreBlobs(folder, blobs, openStorage(config.data_dir))
    const client = await database.pool.connect()
    try {
      await loadTables(client, manifest, folder)
    } finally {
      client.release(true)
    }
  } finally {
    await database.close()
    await embedded?.stop()
  }
}

function blobsIn(folder: string): Promise<string[]> {
  return readdir(join(folder, 'blobs')).catch(() => [])
}
