// Is another desk at work on this data? A lock that the kernel releases when its holder dies, however it dies.
import { accessSync, constants, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { DeskError } from '#kernel'

/** What the holder says of itself, for whoever comes second. */
type Holder = { pid: number; url?: string }

export type Lock = {
  /** Tells command lines under which url the database answers. */
  announce(url: string): void
  release(): void
}

/**
 * Node has no flock(2); the SQLite inside it has: a file under an exclusive transaction is locked by fcntl(2). A pid file
 * is no lock: pids are used again, and in a container every desk may well be pid 1.
 * The lock file must not be opened by anything else in this process: closing it would release the lock (POSIX).
 *
 * @throws DeskError 'conflict' that names the folder and the pid of the holder
 */
export function lockData(dataDir: string): Lock {
  const file = lock(dataDir)
  if (file === undefined) {
    const pid = holderOf(dataDir)?.pid
    const other = `Another Deskbell${pid === undefined ? '' : ` (pid ${pid})`}`
    throw new DeskError(
      'conflict',
      `${other} is at work on ${dataDir}. Stop it first, or give this one a data_dir of its own.`,
    )
  }
  write(dataDir, { pid: process.pid })
  return {
    announce: url => write(dataDir, { pid: process.pid, url }),
    release: () => file.close(),
  }
}

/** @returns the url of the embedded database that a running desk keeps in this folder, or undefined if none runs */
export function findEmbedded(dataDir: string): string | undefined {
  return isLocked(dataDir) ? holderOf(dataDir)?.url : undefined
}

export function isLocked(dataDir: string): boolean {
  if (!existsSync(join(dataDir, 'desk.lock'))) return false
  const file = lock(dataDir)
  file?.close()
  return file === undefined
}

const holderFile = (dataDir: string) => join(dataDir, 'desk.json')

function holderOf(dataDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(dataDir), 'utf8'))
  } catch {
    // Not written yet, or not ours to read: the holder stays unnamed.
    return undefined
  }
}

function write(dataDir: string, holder: Holder): void {
  const unfinished = `${holderFile(dataDir)}.new`
  writeFileSync(unfinished, JSON.stringify(holder), { mode: 0o600 })
  renameSync(unfinished, holderFile(dataDir))
}

const sqliteBusy = 5
const patienceMs = 200

function lock(dataDir: string): { close(): void } | undefined {
  const path = join(dataDir, 'desk.lock')
  const { DatabaseSync } = quietSqlite()
  let file: DatabaseSync | undefined
  try {
    // Where it may not write, SQLite would open the file for reading and lock nothing.
    accessSync(existsSync(path) ? path : dataDir, constants.W_OK)
    file = new DatabaseSync(path)
    // Nothing is ever written, so no journal is needed, and none shall lie about.
    file.exec('pragma journal_mode = off')
    // findEmbedded() of a command line holds the lock for a moment; that is no other desk.
    file.exec(`pragma busy_timeout = ${patienceMs}`)
    file.exec('begin exclusive')
    return file
  } catch (error) {
    file?.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return undefined
    throw new DeskError(
      'unavailable',
      `${path} cannot be locked: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** node:sqlite announces itself as experimental on standard error; of it, only the lock is used here. */
function quietSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
