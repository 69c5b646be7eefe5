// What does a git that was cut off leave behind? Files half written, and locks that nobody holds.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Repository } from './git.ts'

/** No push takes longer; what is older belongs to nobody. */
const objectsMilliseconds = 24 * 60 * 60 * 1000
/** A lock is held for as long as one file is written. */
const lockMilliseconds = 60 * 60 * 1000

/**
 * Removes them. Only within `inTurn`: nobody else of the desk holds a lock then.
 * @returns how many there were
 */
export async function removeLeftovers({ path }: Repository): Promise<number> {
  const objects = join(path, 'objects')
  const halves = [
    ...(await named(objects, /^tmp_obj/)),
    ...(await named(join(objects, 'pack'), /^(?:tmp_|\.tmp-)/)),
    ...(await inShards(objects)),
  ]
  // Without them a branch could not be moved again: "cannot lock ref: File exists".
  const locks = [
    ...(await named(path, /\.lock$/)),
    ...(await named(join(objects, 'info'), /\.lock$/)),
    ...(await named(join(objects, 'info', 'commit-graphs'), /\.lock$/)),
    ...(await named(join(path, 'refs'), /\.lock$/, { recursive: true })),
  ]
  const removed = [
    ...(await Promise.all(halves.map(file => removeOld(file, objectsMilliseconds)))),
    ...(await Promise.all(locks.map(file => removeOld(file, lockMilliseconds)))),
  ]
  return removed.filter(Boolean).length
}

async function named(folder: string, pattern: RegExp, { recursive = false } = {}): Promise<string[]> {
  const names = await readdir(folder, { recursive }).catch(() => [])
  return names
    .filter(name => pattern.test(name.slice(name.lastIndexOf('/') + 1)))
    .map(name => join(folder, name))
}

/** Loose objects lie in folders of their first two digits. */
async function inShards(objects: string): Promise<string[]> {
  const found = await Promise.all(
    (await named(objects, /^[0-9a-f]{2}$/)).map(shard => named(shard, /^tmp_obj_/)),
  )
  return found.flat()
}

async function removeOld(path: string, milliseconds: number): Promise<boolean> {
  try {
    if (Date.now() - (await stat(path)).mtimeMs < milliseconds) return false
    await rm(path, { recursive: true })
    return true
  } catch (error) {
    // It went meanwhile.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
