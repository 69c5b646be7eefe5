// How long may a client take to read its answer, and how much may wait in memory for those that read slowly?
import type { Server } from 'node:http'
import { peers } from '#kernel'
import type { App } from './context.ts'
import { peerOf } from './peer.ts'

const limits = {
  /** Milliseconds in which a connection must move in one direction or the other: longer than any git of ours is silent. */
  stalled: 180_000,
  /** Milliseconds that a desk which stops leaves its clients to read on. */
  goodbye: 5000,
  /** Bytes from which on an answer counts as large: some hundred of smaller ones are nothing. */
  large: 1024 * 1024,
} as const

/** Each is tens of megabytes at most, until its client has read it. */
const large = peers.openPlaces(
  { running: 16, perPeer: 8 },
  'Too many large answers at once; try again in a moment.',
)

/** A client that reads nothing holds no connection for good, no memory without bounds, and no desk that wants to stop. */
export function cutOffSlowReaders(app: App): void {
  app.server.setTimeout(limits.stalled)
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isLarge(payload)) return
    const leave = large.take(peerOf(request))
    if (reply.raw.closed) leave()
    else reply.raw.once('close', leave)
  })
  app.addHook('preClose', async () => closeSoon(app.server))
}

function isLarge(payload: unknown): boolean {
  return (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length >= limits.large
}

function closeSoon(server: Server): void {
  const timer = setTimeout(() => server.closeAllConnections(), limits.goodbye)
  server.once('close', () => clearTimeout(timer))
}
