// How does somebody get all files of a commit at once?
import type { Repository } from '../git.ts'
import { type HandedOut, handOut } from '../hand-out.ts'
import { folderPath } from './trees.ts'

/** What callers write behind the dot, and what git and browsers call it. */
export const formats = {
  'tar.gz': { format: 'tar.gz', type: 'application/gzip' },
  tgz: { format: 'tar.gz', type: 'application/gzip' },
  tar: { format: 'tar', type: 'application/x-tar' },
  zip: { format: 'zip', type: 'application/zip' },
} as const
export type Format = keyof typeof formats

/**
 * The files as an archive, in one folder named `folder`.
 * @param commit an oid, @param peer who reads it
 * @throws unavailable if too many are read at once
 */
export function open(
  repository: Repository,
  commit: string,
  { format, folder, path, peer }: { format: Format; folder: string; path?: string | undefined; peer: string },
): HandedOut {
  const below = folderPath(path)
  const args = ['archive', `--format=${formats[format].format}`, `--prefix=${folder}/`, commit]
  // git's own gzip; settings of a repository could name a program.
  const config = ['tar.tar.gz.command=git archive gzip']
  const only = below === '' ? [] : ['--', below]
  return handOut(repository, ['--literal-pathspecs', ...args, ...only], { peer, config })
}

/** A name that any file system takes: `widget-main-1a2b3c4d`. */
export function nameOf(project: { path: string }, revision: string, commit: string): string {
  const word = revision.replaceAll(/[^\w.-]+/g, '-').slice(0, 100)
  return `${project.path}-${word === commit ? '' : `${word}-`}${commit}`
}
