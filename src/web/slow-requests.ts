// How long may a client take to send its request? Five minutes, and a push as long as it goes on.
import type { IncomingMessage, Server } from 'node:http'

/** A client that takes longer is cut off, so that slow ones cannot hold all connections. */
const requestMilliseconds = 300_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/** Node's own `requestTimeout` knows no exceptions, so it is off and this stands in for it; that for headers stays. */
export function cutOffSlowRequests(server: Server): void {
  server.on('request', (request, response) => {
    const timer = setTimeout(() => {
      if (request.complete) return
      if (!response.headersSent)
        request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
      request.socket.destroy()
    }, requestMilliseconds)
    timer.unref()
    timers.set(request, timer)
    request.once('close', () => clearTimeout(timer))
  })
}

/** Whoever reads this request watches over its pace. */
export function allowSlow(request: IncomingMessage): void {
  clearTimeout(timers.get(request))
}
