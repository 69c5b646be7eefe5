// How many transfers run at a time whose pace somebody else sets: pushes, fetches, archives, large files?
import { availableParallelism } from 'node:os'
import { peers } from '#kernel'

const limits = {
  /** Each is a git of some ten megabytes; most of them wait for their client's line. */
  running: Math.max(16, availableParallelism() * 4),
  /** Of one person, or of one address that nobody signed in from. */
  perPeer: 8,
} as const

/** Seconds after which a client that was refused may come again. */
export const retrySeconds = 10

/** They hold none of the turns of other gits (`turns.ts`), so that a slow line holds up nobody's mail. */
export const transfers = peers.openPlaces(
  limits,
  `Too many pushes, fetches and downloads at once; try again in ${retrySeconds} seconds.`,
)
