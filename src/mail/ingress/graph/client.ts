// How is Microsoft Graph asked? With a token that goes nowhere else, and with patience when it says "later".
import type { z } from 'zod'
import { pause } from '#jobs'
import { accessToken, forgetToken, type OAuthClient, TokenRefused } from '#oauth'
import type { BoxSettings } from '../mailbox/box.ts'
import { mixedClouds } from './clouds.ts'
import { limits } from './limits.ts'
import { pauseAfter } from './wait.ts'

/** Something that administrators must know, in a sentence. */
export class GraphFault extends Error {
  readonly status: number | undefined
  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

export type Graph = {
  /** The mailbox's own part of the API. */
  root: string
  /** @param url within `root`, or a link that Graph gave. @returns null if there is no such thing */
  get<T>(url: string, shape: z.ZodType<T>): Promise<T | null>
  /** The bytes of a message as they come. @returns null if it is gone */
  content(url: string): Promise<AsyncIterable<Uint8Array> | null>
  /** @returns false if it is gone */
  change(method: 'PATCH' | 'DELETE', url: string, body?: object): Promise<boolean>
}

/** Later: throttled, or a server that is ill for a while. 509 is Exchange's own word for throttling. */
const passing = new Set([429, 500, 502, 503, 504, 509])
const gone = new Set([404, 410])

type Box = BoxSettings & { user: string }

/**
 * @param signal ends every request and every pause
 * @throws GraphFault if the endpoints cannot be those of one cloud
 */
export function openGraph(box: Box, signal: AbortSignal): Graph {
  const options = box.inbox_options
  const mixed = mixedClouds(options)
  if (mixed !== null) throw new GraphFault(mixed)
  const base = (options?.graph_endpoint ?? '').replace(/\/+$/, '')
  const root = `${base}/v1.0/users/${encodeURIComponent(box.user)}`
  const client: OAuthClient = {
    token_endpoint: `${(options?.azure_ad_endpoint ?? '').replace(/\/+$/, '')}/${encodeURIComponent(options?.tenant_id ?? '')}/oauth2/v2.0/token`,
    client_id: options?.client_id ?? '',
    client_secret: options?.client_secret,
    scope: `${base}/.default`,
  }
  const ask = (url: string, init: RequestInit, milliseconds: number = limits.answerMs) => {
    // The token of one cloud is never shown to another, whatever a link says.
    if (new URL(url).origin !== new URL(base).origin)
      throw new GraphFault(`${base} named a page elsewhere (${new URL(url).origin}), which is not asked`)
    return patiently({ client, box, url, init, signal, milliseconds })
  }
  return {
    root,
    async get(url, shape) {
      const response = await ask(url, { headers: { accept: 'application/json' } })
      if (gone.has(response.status)) {
        await response.body?.cancel()
        return null
      }
      return understood(response, shape)
    },
    async content(url) {
      const response = await ask(url, {}, limits.contentMs)
      if (gone.has(response.status) || response.body === null) {
        await response.body?.cancel()
        return null
      }
      // A message is text/plain, whatever it holds; this is the page of a proxy, or an error.
      const type = response.headers.get('content-type') ?? ''
      if (/^(?:text\/html|application\/json)\b/i.test(type)) {
        await response.body.cancel()
        throw new GraphFault(`${hostOf(url)} answered with ${type} in place of a mail`, response.status)
      }
      return response.body
    },
    async change(method, url, body) {
      const response = await ask(url, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      await response.body?.cancel()
      return !gone.has(response.status)
    },
  }
}

type Asked = {
  client: OAuthClient
  box: Box
  url: string
  init: RequestInit
  signal: AbortSignal
  milliseconds: number
}

/** A good answer, or one that says that the thing is gone. @throws GraphFault; TokenRefused; when `signal` is aborted */
async function patiently(asked: Asked): Promise<Response> {
  const { client, box, signal } = asked
  let renewed = false
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted()
    let token = ''
    const response = await once(asked, given => (token = given)).catch(error => {
      signal.throwIfAborted()
      // A wrong or expired secret is not mended by asking again.
      if (error instanceof TokenRefused && !error.passing) throw error
      if (tries >= limits.tries)
        throw new GraphFault(`${hostOf(asked.url)} does not answer: ${reasonOf(error)}`)
      return reasonOf(error)
    })
    if (typeof response !== 'string') {
      const { status } = response
      if (response.ok || gone.has(status)) return response
      if (status === 401 && !renewed) {
        renewed = true
        await response.body?.cancel()
        // Of several requests that are refused at once, one asks for a new token, and all go on with it.
        if ((await accessToken(client)) === token) forgetToken(client)
        continue
      }
      if (!passing.has(status) || tries >= limits.tries) throw await refusal(response, box, asked.url)
      await response.body?.cancel()
    }
    const named = typeof response === 'string' ? null : response.headers.get('retry-after')
    await pause(pauseAfter(named, tries), signal)
  }
}

async function once(
  { client, url, init, signal, milliseconds }: Asked,
  given: (token: string) => void,
): Promise<Response> {
  const token = await accessToken(client)
  given(token)
  return fetch(url, {
    ...init,
    headers: {
      ...init.headers,
      authorization: `Bearer ${token}`,
      // An id that stays the same when a message is moved.
      prefer: 'IdType="ImmutableId"',
    },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]),
  })
}

async function understood<T>(response: Response, shape: z.ZodType<T>): Promise<T> {
  const host = hostOf(response.url)
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new GraphFault(`${host} answered with something that is no JSON`)
  }
  const read = shape.safeParse(json)
  if (read.success) return read.data
  throw new GraphFault(`${host} answered with something else than was asked for`)
}

async function refusal(response: Response, { user }: Box, url: string): Promise<GraphFault> {
  const host = hostOf(url)
  const words = wordsOf(await response.text().catch(() => ''))
  const { status } = response
  const says = words === '' ? `${status}` : `${status} ${words}`
  if (status === 401)
    return new GraphFault(
      `${host} does not take the desk's token: ${says}. Compare graph_endpoint and azure_ad_endpoint: they must be of the same cloud`,
      status,
    )
  if (status === 403)
    return new GraphFault(
      `${host} does not let the desk into the mailbox of ${user}: ${says}. The app needs the application permission Mail.ReadWrite, with the consent of an administrator, and no access policy that leaves this mailbox out`,
      status,
    )
  return new GraphFault(`${host} answered ${says}`, status)
}

/** Graph's errors: `{ "error": { "code": …, "message": … } }`. */
function wordsOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } }
    return [error?.code, error?.message].filter(Boolean).join(': ').slice(0, limits.wordsLength)
  } catch {
    return ''
  }
}

const hostOf = (url: string) => new URL(url).host

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
