// How does a test get an Akismet? A server that answers as its API 1.1 is documented, and does what the test says.
import { once } from 'node:events'
import { createServer } from 'node:http'

export type AkismetTwin = AsyncDisposable & {
  url: string
  calls: { call: string; fields: Record<string, string>; agent: string }[]
  /** Answers every call so, until it is undefined again. */
  instead?: { status: number; headers?: Record<string, string>; body: string } | 'silence' | undefined
}

export const goodKey = 'c0ffee123456'

export async function startAkismet(): Promise<AkismetTwin> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const call = (request.url ?? '').split('/').at(-1) ?? ''
    const fields = Object.fromEntries(new URLSearchParams(body))
    twin.calls.push({ call, fields, agent: request.headers['user-agent'] ?? '' })
    if (twin.instead === 'silence') return
    if (twin.instead !== undefined) {
      response.writeHead(twin.instead.status, twin.instead.headers)
      return response.end(twin.instead.body)
    }
    const known = fields.api_key === goodKey
    if (call === 'verify-key') return response.end(known && fields.key === goodKey ? 'valid' : 'invalid')
    if (!known || !fields.blog || !fields.user_ip) {
      response.setHeader(
        'X-akismet-debug-help',
        known ? 'Empty "user_ip" value' : 'We were unable to parse your key',
      )
      return response.end('invalid')
    }
    if (call === 'comment-check') {
      const spam =
        fields.comment_author === 'viagra-test-123' || /buy now/i.test(fields.comment_content ?? '')
      if (/beyond doubt/.test(fields.comment_content ?? ''))
        response.setHeader('X-akismet-pro-tip', 'discard')
      return response.end(String(spam))
    }
    return response.end('Thanks for making the web a better place.')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const twin: AkismetTwin = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/1.1`,
    calls: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return twin
}
