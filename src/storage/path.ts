// Under which path does a blob lie?
import { join } from 'node:path'
import { DeskError } from '#kernel'

/** Only 64 hex digits become a path, so that no name from outside can lead elsewhere. */
export function pathOf(root: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw DeskError.invalid('digest', 'must be 64 lower-case hex digits')
  return join(root, digest.slice(0, 2), digest.slice(2, 4), digest)
}
