// How do bytes of a repository go to somebody who reads them as fast or as slowly as they like?
import type { Readable } from 'node:stream'
import { type Repository, spawnGit } from './git.ts'
import { transfers } from './places.ts'
import { connect } from './transfer.ts'

export type HandedOut = {
  stdout: Readable
  /** For whoever does not read it to its end. */
  stop(): void
}

/**
 * What git writes, as a stream with a place of its own; a reader who takes nothing for a while is gone.
 * @param peer who reads, for the number of places that one may take
 * @throws unavailable if there is no place
 */
export function handOut(
  repository: Repository,
  args: readonly string[],
  { peer, config = [] }: { peer: string; config?: readonly string[] },
): HandedOut {
  const leave = transfers.take(peer)
  const child = spawnGit(repository, args, { config, group: true })
  const { output, ended, stop } = connect(child, null, new AbortController().signal)
  ended.then(leave, leave)
  return { stdout: output, stop }
}
