// Which files did commits touch? Their names alone, without their patches.
import { isDeskError } from '#kernel'
import { gitText, type Repository } from '../git.ts'

export type ChangedPaths = { added: string[]; modified: string[]; removed: string[] }

const limits = {
  /** Files of one commit that are named. */
  files: 1000,
  /** Bytes of all names together; beyond, none is named. */
  bytes: 8 * 1024 * 1024,
} as const

/** Of a merge what it changed on its first parent's side. A renamed file is one removed and one added. */
export async function changedPaths(
  repository: Repository,
  oids: readonly string[],
): Promise<Map<string, ChangedPaths>> {
  if (oids.length === 0) return new Map()
  const how = ['--name-status', '--no-renames', '-m', '--first-parent', '--no-walk=unsorted', '--no-ext-diff']
  const text = await gitText(repository, ['log', '-z', '--format=%x01%H', ...how, '--stdin'], {
    input: `${oids.join('\n')}\n`,
    maxBytes: limits.bytes,
  }).catch(error => (isDeskError(error, 'too_large') ? '' : Promise.reject(error)))
  const found = new Map<string, ChangedPaths>()
  let paths: ChangedPaths | undefined
  const words = text.split('\0')
  for (let at = 0; at < words.length; at++) {
    const word = (words[at] ?? '').replace(/^\n/, '')
    if (word.startsWith('\x01')) {
      paths = { added: [], modified: [], removed: [] }
      found.set(word.slice(1).trim(), paths)
    } else if (/^[A-Z]\d*$/.test(word) && paths) {
      const path = words[++at] ?? ''
      const list = word === 'A' ? paths.added : word === 'D' ? paths.removed : paths.modified
      if (list.length < limits.files) list.push(path)
    }
  }
  return found
}
