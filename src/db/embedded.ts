// How does a desk without a database server of its own get one? It runs the real PostgreSQL as its child.
import { join, resolve } from 'node:path'
import type { Log } from '#kernel'
import { findBinaries } from './embedded/binaries.ts'
import { prepareCluster } from './embedded/cluster.ts'
import { ensureDatabase } from './embedded/database.ts'
import { lockData } from './embedded/lock.ts'
import { clearOrphan } from './embedded/orphan.ts'
import { chooseRunner, makeDataDir, startAs } from './embedded/runner.ts'
import { type End, untilReady } from './embedded/server.ts'
import { serverArguments } from './embedded/settings.ts'
import { chooseSocketFolder, makeSocketFolder, socketUrl } from './embedded/socket.ts'
import { supervise } from './embedded/supervise.ts'

export type Embedded = {
  /** Stays the same over crashes and restarts. */
  url: string
  /** Of the present server process; another after a crash. */
  readonly pid: number
  /** Called each time that the server ended by itself; it is started again in any case. */
  onExit(listener: (end: End) => void): void
  /** Ends the server (fast shutdown) and gives the data free. */
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  log: Log
  /** For tests: faster, and nothing survives a crash of the machine. */
  throwaway?: boolean
}

/**
 * Starts PostgreSQL under `<dataDir>/postgres`, makes the cluster and its database at first, clears up after a crash of
 * either half, and starts the server again whenever it dies.
 * @throws DeskError 'conflict' if another desk is at work on the data; 'unavailable' if PostgreSQL cannot run, with what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { log, throwaway = false } = options
  const dataDir = resolve(options.dataDir)
  const binaries = findBinaries()
  makeDataDir(dataDir)
  const lock = lockData(dataDir)
  try {
    const folder = join(dataDir, 'postgres')
    const runner = chooseRunner(dataDir, folder, binaries.postgres)
    const socketFolder = chooseSocketFolder(folder)
    makeSocketFolder(socketFolder, runner.owner)
    const cluster = await prepareCluster(folder, binaries.initdb, runner, throwaway)
    const args = serverArguments(cluster, socketFolder, throwaway)
    const server = await supervise(async () => {
      await clearOrphan(cluster, log)
      return untilReady(startAs(runner, binaries.postgres, args, { leashed: true }), log)
    }, log)
    await ensureDatabase(socketFolder).catch(error => server.stop().finally(() => Promise.reject(error)))
    const url = socketUrl(socketFolder)
    lock.announce(url)
    log.info({ pid: server.pid, as: runner.who }, 'PostgreSQL is running')
    return {
      url,
      get pid() {
        return server.pid
      },
      onExit: server.onExit,
      stop: () => server.stop().finally(lock.release),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
