// How is a file with passwords written? For its owner alone, and over no other.
import { writeFileSync } from 'node:fs'
import { DeskError } from '#kernel'

/** @throws conflict if there is a file of that name */
export function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new DeskError('conflict', `${path} exists already and is left as it is; name another file`)
  }
}
