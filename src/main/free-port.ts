// Which port is free, and will still be so when the web comes up?
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Systems take the ports of outgoing connections from above (Linux from 32768, others from 49152 on): one from there could
 * be gone a moment later.
 */
const ports = { from: 20_000, below: 32_768 } as const
const tries = 50

/** @throws EADDRNOTAVAIL and the like, where nobody can listen at that host */
export async function freePort(host: string): Promise<number> {
  for (let left = tries; ; left--) {
    const port = randomInt(ports.from, ports.below)
    const server = createServer()
    try {
      server.listen(port, host)
      await once(server, 'listening')
      return port
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!isTaken || left === 0) throw error
    } finally {
      if (server.listening) {
        server.close()
        await once(server, 'close')
      }
    }
  }
}
