// Where does the embedded PostgreSQL listen? On a Unix socket, whose path must be short.
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** sun_path has 108 bytes on Linux and 104 on macOS, its closing NUL included (unix(7), unix(4)). */
const longestPath = process.platform === 'darwin' ? 103 : 107
const socketName = '.s.PGSQL.5432'

export const databaseName = 'deskbell'
export const roleName = 'deskbell'

/** Both pg and libpq read the folder of the socket from `host`. */
export function socketUrl(folder: string, database = databaseName): string {
  return `postgres:///${database}?host=${encodeURIComponent(folder)}&user=${roleName}`
}

/**
 * @param folder the private folder of the cluster; a data_dir too deep for a socket gets one in the temporary folder,
 *   remembered in `folder`, so that it stays the same over restarts
 */
export function chooseSocketFolder(folder: string): string {
  const inside = join(folder, 'socket')
  if (fits(inside)) return inside
  const memory = join(folder, 'socket-folder')
  const remembered = existsSync(memory) ? readFileSync(memory, 'utf8') : undefined
  if (remembered !== undefined && isPrivate(remembered, lstatSync(folder).uid)) return remembered
  const base = fits(join(tmpdir(), 'deskbell-XXXXXX')) ? tmpdir() : '/tmp'
  const made = mkdtempSync(join(base, 'deskbell-'))
  writeFileSync(memory, made)
  return made
}

export function makeSocketFolder(path: string, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (owner) chownSync(path, owner.uid, owner.gid)
}

const fits = (path: string) => Buffer.byteLength(join(path, socketName)) <= longestPath

/** In a temporary folder anybody may have put something in the place of ours. */
function isPrivate(path: string, uid: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0
}
