// How do bytes become a file that survives a crash? Written aside, synced, renamed; then the folders are synced.
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathOf } from './path.ts'

/** A rename is atomic only within one file system, so what is unfinished lies below the same root. */
const unfinishedFolder = 'unfinished'
/** What a crash left there is swept away once nobody can still be writing it. */
const sweptAfterMs = 24 * 60 * 60 * 1000

export async function put(
  root: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ digest: string; size: number }> {
  await makeFolder(join(root, unfinishedFolder))
  const unfinished = join(root, unfinishedFolder, randomBytes(16).toString('hex'))
  try {
    const { digest, size } = await write(unfinished, bytes)
    const path = pathOf(root, digest)
    // A rename over the same content would do as well, but costs two more syncs.
    if ((await sizeOf(path)) !== size) {
      await makeFolder(dirname(path))
      await rename(unfinished, path)
    }
    // Also for a blob found there: who put it may not have come to this line yet.
    await syncFolder(dirname(path))
    return { digest, size }
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  // 'wx': a new file, never through a link that somebody put there.
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(chunk)
      size += chunk.length
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { digest: hash.digest('hex'), size }
}

/** Removes what crashes left unfinished. */
export async function sweep(root: string): Promise<void> {
  const folder = join(root, unfinishedFolder)
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > sweptAfterMs) await rm(join(folder, name), { force: true })
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size
}

/** Makes a folder and its missing parents, and syncs each folder that got a new entry. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file system keeps the order of renames itself.
  if (process.platform === 'win32') return
  const folder = await open(path)
  await folder.sync().finally(() => folder.close())
}
