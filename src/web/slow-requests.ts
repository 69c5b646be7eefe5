// How long may a client take to send its request? Five minutes, and a push as long as it goes on.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** A client that takes longer is cut off, so that slow ones cannot hold all connections. */
const requestMilliseconds = 300_000

/** Once it is answered there is no use in sending more. */
const afterAnswerMilliseconds = 10_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/** Node's own `requestTimeout` knows no exceptions, so it is off and this stands in for it; that for headers stays. */
export function cutOffSlowRequests(server: Server): void {
  server.on('request', (request, response) => {
    arm(request, response, requestMilliseconds)
    request.once('close', () => clearTimeout(timers.get(request)))
  })
}

/** Whoever reads this request watches over its pace until it is answered. */
export function allowSlow(request: IncomingMessage, response: ServerResponse): void {
  clearTimeout(timers.get(request))
  response.once('finish', () => arm(request, response, afterAnswerMilliseconds))
}

function arm(request: IncomingMessage, response: ServerResponse, milliseconds: number): void {
  const cut = () => {
    if (request.complete) return
    if (!response.headersSent)
      request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    request.socket.destroy()
  }
  timers.set(request, setTimeout(cut, milliseconds).unref())
}
