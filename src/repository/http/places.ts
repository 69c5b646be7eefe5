// How many pushes and fetches run at a time? A bounded number, and no single peer takes all of them.
import { availableParallelism } from 'node:os'
import { DeskError } from '#kernel'

const limits = {
  /** Each is a git of some ten megabytes; most of them wait for their client's line. */
  running: Math.max(16, availableParallelism() * 4),
  /** Of one person, or of one address that nobody signed in from. */
  perPeer: 8,
} as const

/** Seconds after which a client that was refused may come again. */
export const retrySeconds = 10

const byPeer = new Map<string, number>()
let running = 0

/**
 * Takes a place for one transfer.
 * @param peer who asks: each has some of the places only
 * @returns gives it back; a second call does nothing
 * @throws unavailable if there is none
 */
export function takePlace(peer: string): () => void {
  const mine = byPeer.get(peer) ?? 0
  if (running >= limits.running || mine >= limits.perPeer)
    throw new DeskError(
      'unavailable',
      `Too many pushes and fetches at once; try again in ${retrySeconds} seconds.`,
    )
  running++
  byPeer.set(peer, mine + 1)
  let given = false
  return () => {
    if (given) return
    given = true
    running--
    const left = (byPeer.get(peer) ?? 1) - 1
    if (left === 0) byPeer.delete(peer)
    else byPeer.set(peer, left)
  }
}
