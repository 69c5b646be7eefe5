// Who is told by webhooks in a test? A server on a real socket that keeps what it gets and answers as it is told.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  path: string
  headers: IncomingHttpHeaders
  /** The bytes as they came. */
  raw: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as deep as they like
  body: any
}

type Answering = (response: ServerResponse, received: Received) => void

export type HookReceiver = {
  url: string
  all: readonly Received[]
  /** How it answers from now on. */
  answer: Answering
  /** Waits until so many have come that fit, and returns them. */
  waitFor(count: number, fits?: (received: Received) => boolean): Promise<Received[]>
} & AsyncDisposable

export const ok: Answering = response => response.writeHead(200).end('thanks')

export async function startHookReceiver(): Promise<HookReceiver> {
  const all: Received[] = []
  const waiting = new Set<() => void>()
  const receiver = { answer: ok }
  const server = createServer((request, response) => void take(request, response))
  async function take(request: IncomingMessage, response: ServerResponse) {
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const raw = Buffer.concat(pieces).toString()
    const received = {
      path: request.url ?? '',
      headers: request.headers,
      raw,
      body: raw === '' ? null : JSON.parse(raw),
    }
    all.push(received)
    receiver.answer(response, received)
    for (const look of waiting) look()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    all,
    async waitFor(count: number, fits: (received: Received) => boolean = () => true) {
      const { promise, resolve, reject } = Promise.withResolvers<Received[]>()
      const look = () => {
        const found = all.filter(fits)
        if (found.length >= count) resolve(found)
      }
      // Only a test that fails comes to this.
      const timer = setTimeout(
        () =>
          reject(
            new Error(
              `${all.filter(fits).length} of ${count} came; in all: ${all.map(one => one.headers['x-gitlab-event']).join(', ')}`,
            ),
          ),
        20_000,
      )
      waiting.add(look)
      look()
      try {
        return await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(look)
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}
