// How does a repository become one file, and come back from it? As git's own bundle: all its refs with all that they reach.
import { git, gitText, type Repository } from './git.ts'

/**
 * Writes everything that branches, tags and merge requests reach, as it is at this moment.
 * @param file an absolute path
 * @returns false if nothing was ever pushed: there is no bundle then
 * @throws GitError if the repository is damaged
 */
export async function writeBundle(repository: Repository, file: string): Promise<boolean> {
  if ((await gitText(repository, ['for-each-ref', '--count=1'])) === '') return false
  await git(repository, ['bundle', 'create', '--quiet', file, '--all'], { milliseconds: bundleMilliseconds })
  return true
}

/**
 * Fills an empty repository from a bundle.
 * @throws GitError if the bundle is damaged or holds half of what its refs need
 */
export async function readBundle(repository: Repository, file: string): Promise<void> {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--update-head-ok', '--no-auto-maintenance']
  await git(repository, ['fetch', ...quiet, file, '+refs/*:refs/*'], {
    // A bundle is a file, and no other transport is needed for it.
    env: { GIT_ALLOW_PROTOCOL: 'file' },
    milliseconds: bundleMilliseconds,
  })
}

/** A history of gigabytes is written and read in this time, or something is stuck. */
const bundleMilliseconds = 3_600_000
