// How does a test get Microsoft Graph? A twin over HTTP that answers as Microsoft documents: tokens, pages, MIME, throttling.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

type Message = {
  id: string
  mime: Buffer
  isRead: boolean
  isDraft: boolean
  receivedDateTime: string
  folder: string
}

/** What the next requests whose "METHOD path" matches get in place of an answer. */
type Fault = {
  on: RegExp
  times: number
  status?: number
  headers?: Record<string, string>
  body?: string
  /** Breaks off after so many bytes of the content. */
  cutAfter?: number
  /** Called when it strikes. */
  struck?: () => void
}

export type GraphTwin = AsyncDisposable & {
  url: string
  tenant: string
  clientId: string
  secret: string
  requests: string[]
  /** Requests that were under way at once, at most. */
  mostAtOnce(): number
  tokens(): number
  /** The tokens given out so far are good no more. */
  expireTokens(): void
  changeSecret(secret: string): void
  deliver(mime: string | Uint8Array, options?: { folder?: string; isDraft?: boolean }): string
  messages(): Message[]
  setRead(id: string, isRead: boolean): void
  remove(id: string): void
  fault(fault: Omit<Fault, 'times'> & { times?: number }): void
}

const user = 'support@contoso.example'
const pageSize = 20
const folders = new Map([
  ['inbox', { id: 'AAMkInbox==', displayName: 'Posteingang' }],
  ['AAMkSupport+/=', { id: 'AAMkSupport+/=', displayName: "Support's" }],
])

export async function startGraph(): Promise<GraphTwin> {
  const tenant = '7e1c-tenant'
  const clientId = 'client-1'
  let secret = 'S3cret~of/the+app'
  const good = new Set<string>()
  let given = 0
  const messages = new Map<string, Message>()
  const faults: Fault[] = []
  const requests: string[] = []
  let running = 0
  let most = 0
  let clock = Date.parse('2025-10-02T10:00:00Z')

  const json = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
  const error = (response: ServerResponse, status: number, code: string, message: string) =>
    json(response, status, { error: { code, message } })

  async function token(request: IncomingMessage, response: ServerResponse) {
    const form = new URLSearchParams(await textOf(request))
    const isRight =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === clientId &&
      form.get('scope') === `${twin.url}/.default`
    if (!isRight) return json(response, 400, { error: 'invalid_request', error_description: 'AADSTS900144' })
    if (form.get('client_secret') !== secret)
      return json(response, 401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The provided client secret keys for app are expired.',
      })
    const value = `token-${++given}`
    good.add(value)
    return json(response, 200, { token_type: 'Bearer', expires_in: 3599, access_token: value })
  }

  function list(url: URL, response: ServerResponse, folder: string) {
    const filter = url.searchParams.get('$filter') ?? ''
    const orderby = url.searchParams.get('$orderby') ?? ''
    // Properties of $orderby must come first in $filter, or Graph calls it too complex.
    if (orderby !== '' && !filter.startsWith(orderby))
      return error(response, 400, 'InefficientFilter', 'The restriction or sort order is too complex')
    const skip = Number(url.searchParams.get('$skiptoken') ?? 0)
    const top = Math.min(Number(url.searchParams.get('$top') ?? 10), pageSize)
    const unread = [...messages.values()]
      .filter(
        message => message.folder === folder && (!filter.includes('isRead eq false') || !message.isRead),
      )
      .sort((a, b) => a.receivedDateTime.localeCompare(b.receivedDateTime))
    const next = new URL(url)
    next.searchParams.set('$skiptoken', String(skip + top))
    return json(response, 200, {
      value: unread
        .slice(skip, skip + top)
        .map(({ id, isDraft, receivedDateTime }) => ({ id, isDraft, receivedDateTime })),
      ...(unread.length > skip + top && { '@odata.nextLink': next.href }),
    })
  }

  async function message(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    rest: string,
    cut?: number,
  ) {
    const found = messages.get(id)
    if (found === undefined)
      return error(response, 404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
    if (request.method === 'GET' && rest === '/$value') {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': String(found.mime.length) })
      if (cut === undefined) return response.end(found.mime)
      return response.write(found.mime.subarray(0, cut), () => response.destroy())
    }
    if (request.method === 'PATCH') {
      Object.assign(found, JSON.parse(await textOf(request)))
      return json(response, 200, { id })
    }
    if (request.method === 'DELETE') {
      found.folder = 'deleted'
      response.writeHead(204)
      return response.end()
    }
    return error(response, 405, 'ErrorInvalidRequest', 'no such method')
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', twin.url)
    const path = url.pathname
    requests.push(`${request.method} ${path}`)
    const fault = faults.find(({ on, times }) => times > 0 && on.test(`${request.method} ${path}`))
    if (fault) {
      fault.times--
      fault.struck?.()
      if (fault.cutAfter === undefined) {
        response.writeHead(fault.status ?? 500, fault.headers)
        return response.end(fault.body ?? '')
      }
    }
    if (path === `/${tenant}/oauth2/v2.0/token`) return token(request, response)
    if (!good.has((request.headers.authorization ?? '').replace('Bearer ', '')))
      return error(
        response,
        401,
        'InvalidAuthenticationToken',
        'Access token has expired or is not yet valid.',
      )
    if (request.headers.prefer !== 'IdType="ImmutableId"')
      return error(response, 400, 'TestNeedsImmutableIds', 'ids would change')
    const root = `/v1.0/users/${encodeURIComponent(user)}`
    if (!path.startsWith(`${root}/`)) return error(response, 404, 'ErrorInvalidUser', 'no such user')
    const inFolder = /^\/mailFolders(?:\/([^/]+)(\/messages)?)?$/.exec(path.slice(root.length))
    if (inFolder) {
      const id = decodeURIComponent(inFolder[1] ?? '')
      const folder = [...folders].find(([name, folder]) => name === id || folder.id === id)
      if (inFolder[2] && folder) return list(url, response, folder[0])
      const counts = { unreadItemCount: 3, totalItemCount: 7 }
      if (folder) return json(response, 200, { ...folder[1], ...counts })
      if (id !== '')
        return error(
          response,
          404,
          'ErrorItemNotFound',
          'The specified folder could not be found in the store.',
        )
      const name = /^displayName eq '(.*)'$/
        .exec(url.searchParams.get('$filter') ?? '')?.[1]
        ?.replaceAll("''", "'")
      return json(response, 200, {
        value: [...folders.values()].filter(({ displayName }) => displayName === name),
      })
    }
    const ofMessage = /^\/messages\/([^/]+)(\/.*)?$/.exec(path.slice(root.length))
    if (ofMessage)
      return message(
        request,
        response,
        decodeURIComponent(ofMessage[1] ?? ''),
        ofMessage[2] ?? '',
        fault?.cutAfter,
      )
    return error(response, 400, 'BadRequest', `Resource not found for ${path}`)
  }

  const server = createServer(async (request, response) => {
    most = Math.max(most, ++running)
    response.once('close', () => running--)
    await answer(request, response).catch(failure => response.destroy(failure as Error))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const twin: GraphTwin = {
    url: `http://127.0.0.1:${port}`,
    tenant,
    clientId,
    secret,
    requests,
    mostAtOnce: () => most,
    tokens: () => given,
    expireTokens: () => good.clear(),
    changeSecret(next) {
      secret = next
    },
    deliver(mime, { folder = 'inbox', isDraft = false } = {}) {
      // Ids of Exchange have these letters in them.
      const id = `AAkALg/${messages.size}+immutable==`
      clock += 1000
      messages.set(id, {
        id,
        mime: Buffer.from(typeof mime === 'string' ? mime.replaceAll(/\r?\n/g, '\r\n') : mime),
        isRead: false,
        isDraft,
        receivedDateTime: new Date(clock).toISOString(),
        folder,
      })
      return id
    },
    messages: () => [...messages.values()],
    setRead(id, isRead) {
      Object.assign(messages.get(id) ?? {}, { isRead })
    },
    remove: id => void messages.delete(id),
    fault: fault => void faults.push({ times: 1, ...fault }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return twin
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
