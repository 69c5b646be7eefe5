// How is a delivery sent? One POST to the address that was checked; what answers is read a little, and followed nowhere.
import { webcrypto } from 'node:crypto'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import { isDeskError } from '#kernel'
import type { Secrets } from '#secrets'
import { addressOf, keyOf } from './fields.ts'
import { signingPurpose, tokenPurpose } from './hooks.ts'
import { type Hook, type HookDesk, kinds, type Trigger } from './rows.ts'

const limits = {
  /** Bytes of an answer that are read; the log shows them. */
  answer: 8 * 1024,
  /** Headers of an answer in the log, and characters of each. */
  headers: 50,
  header: 500,
} as const

/** What an answer sets is for whoever may enter, and no business of a log. */
const untold = ['set-cookie', 'set-cookie2', 'authorization', 'proxy-authenticate', 'www-authenticate']
/** What stands in the log instead of a secret. */
const hidden = '[REDACTED]'

export type Delivery = { uuid: string; key: string; trigger: string; body: string }

export type Answer = {
  /** null: none came. */
  status: number | null
  /** Why it counts as failed; null: it arrived. */
  error: string | null
  /** As sent, secrets hidden. */
  requestHeaders: Record<string, string>
  responseHeaders: Record<string, string>
  responseBody: string
  milliseconds: number
}

/** Never throws: what went wrong is the answer. */
export async function send(
  desk: Pick<HookDesk, 'secrets' | 'config'>,
  hook: Hook,
  delivery: Delivery,
  stop?: AbortSignal,
): Promise<Answer> {
  const began = performance.now()
  const answer: Answer = {
    status: null,
    error: null,
    requestHeaders: {},
    responseHeaders: {},
    responseBody: '',
    milliseconds: 0,
  }
  const timeout = AbortSignal.timeout(desk.config.webhooks.timeout_seconds * 1000)
  try {
    const url = new URL(hook.url)
    const headers = await headersOf(desk, hook, delivery)
    answer.requestHeaders = {
      ...headers,
      ...('X-Gitlab-Token' in headers ? { 'X-Gitlab-Token': hidden } : {}),
    }
    const signal = stop ? AbortSignal.any([timeout, stop]) : timeout
    const address = await within(signal, addressOf(url, desk.config.webhooks))
    const { status, responseHeaders, responseBody } = await post(
      { url, address, verify: hook.enable_ssl_verification, headers, signal },
      delivery.body,
    )
    Object.assign(answer, { status, responseHeaders, responseBody, error: refused(status) })
  } catch (error) {
    answer.error = timeout.aborted
      ? `No answer within ${desk.config.webhooks.timeout_seconds} seconds`
      : inWords(error)
  }
  answer.milliseconds = Math.round(performance.now() - began)
  return answer
}

/** Looking a name up cannot be broken off; what it brings too late is left. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const end = () => reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}

function refused(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed`
  return `It answered ${status}`
}

async function headersOf(
  { secrets, config }: Pick<HookDesk, 'secrets' | 'config'>,
  hook: Hook,
  { uuid, key, trigger, body }: Delivery,
): Promise<Record<string, string>> {
  const kind = Object.values(kinds).find(one => one.trigger === (trigger as Trigger))
  const timestamp = String(Math.floor(Date.now() / 1000))
  const { sealed_token: token, sealed_signing_token: signing } = hook
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Deskbell',
    'Idempotency-Key': key,
    'X-Gitlab-Event': kind?.header ?? trigger,
    'X-Gitlab-Event-UUID': uuid,
    'X-Gitlab-Webhook-UUID': hook.uuid,
    'X-Gitlab-Instance': config.external_url,
    ...(token === null ? {} : { 'X-Gitlab-Token': secrets.open(token, tokenPurpose(hook.uuid)) }),
    'webhook-id': key,
    'webhook-timestamp': timestamp,
    ...(signing === null
      ? {}
      : { 'webhook-signature': await signature(secrets, hook.uuid, signing, `${key}.${timestamp}.${body}`) }),
  }
}

/** Standard Webhooks: HMAC-SHA256 over id, time and body. */
async function signature(secrets: Secrets, uuid: string, sealed: string, text: string): Promise<string> {
  const bytes = keyOf(secrets.open(sealed, signingPurpose(uuid)))
  if (bytes === undefined) throw new Error('a signing token was kept that is none')
  const how = { name: 'HMAC', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey('raw', new Uint8Array(bytes), how, false, ['sign'])
  const mac = await webcrypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))
  return `v1,${Buffer.from(mac).toString('base64')}`
}

type Post = {
  url: URL
  /** To which it connects, whatever the name leads to by now. */
  address: string
  verify: boolean
  headers: Record<string, string>
  signal: AbortSignal
}

async function post({ url, address, verify, headers, signal }: Post, body: string) {
  const bytes = Buffer.from(body)
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const tls = url.protocol === 'https:'
  const options = {
    method: 'POST',
    host: address,
    port: url.port || (tls ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, Host: url.host, 'Content-Length': String(bytes.length), Connection: 'close' },
    agent: false as const,
    signal,
    ...(tls ? { rejectUnauthorized: verify, ...(isIP(name) === 0 ? { servername: name } : {}) } : {}),
  }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = (tls ? tlsRequest : plainRequest)(options, resolve)
  request.on('error', reject)
  request.end(bytes)
  try {
    const response = await promise
    return {
      status: response.statusCode ?? 0,
      responseHeaders: toldHeaders(response),
      responseBody: await beginning(response),
    }
  } finally {
    request.destroy()
  }
}

/** An answer may be endless or break off; its status has been said. */
async function beginning(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      size += piece.length
      if (size >= limits.answer) break
    }
  } catch {
    // What came before is all there is.
  }
  return Buffer.concat(pieces).subarray(0, limits.answer).toString('utf8').replaceAll('\0', '\ufffd')
}

function toldHeaders({ headers }: IncomingMessage): Record<string, string> {
  const told = Object.entries(headers).filter(([name]) => !untold.includes(name))
  return Object.fromEntries(
    told.slice(0, limits.headers).map(([name, value]) => [name, String(value).slice(0, limits.header)]),
  )
}

const words: Record<string, string> = {
  ECONNREFUSED: 'The server refuses connections',
  ECONNRESET: 'The server broke the connection off',
  EHOSTUNREACH: 'The server cannot be reached',
  ENETUNREACH: 'The server cannot be reached',
  ETIMEDOUT: 'The server cannot be reached',
  EPIPE: 'The server broke the connection off',
  EPROTO: 'The server does not speak TLS',
  CERT_HAS_EXPIRED: "The server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The server's certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "The server's certificate is signed by an authority that is not known",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The server's certificate is signed by an authority that is not known",
  ERR_TLS_CERT_ALTNAME_INVALID: "The server's certificate is for another name",
  ABORT_ERR: 'The desk was stopped meanwhile',
}

function inWords(error: unknown): string {
  if (isDeskError(error)) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    words[code] ??
    (code.startsWith('HPE_') ? 'The answer is no HTTP' : `The delivery failed (${code || 'no reason known'})`)
  )
}
