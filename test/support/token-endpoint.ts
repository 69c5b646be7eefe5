// Who gives out access tokens in a test? An authorization server over HTTP (RFC 6749), which can revoke them, too.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type TokenEndpoint = AsyncDisposable & {
  url: string
  /** Forms that were posted. */
  asked: Record<string, string>[]
  /** Tokens that are good. */
  good: Set<string>
  /** Seconds for which it says that its tokens are good. */
  life: number
  /** An error of RFC 6749 §5.2 that is answered instead of a token. */
  refuses: { status: number; error: string; error_description?: string } | null
}

export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      endpoint.asked.push(Object.fromEntries(new URLSearchParams(String(Buffer.concat(chunks)))))
      const { status, ...error } = endpoint.refuses ?? { status: 200 }
      const access_token = `token-${endpoint.asked.length}`
      if (endpoint.refuses === null) endpoint.good.add(access_token)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(
          endpoint.refuses === null
            ? { access_token, token_type: 'Bearer', expires_in: endpoint.life }
            : error,
        ),
      )
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint: TokenEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked: [],
    good: new Set(),
    life: 3600,
    refuses: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return endpoint
}
