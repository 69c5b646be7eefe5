// Which access token is good now? Asked for once, kept until shortly before its end, asked for anew then (RFC 6749).
import { z } from 'zod'

/** A client of an authorization server. With a refresh token it acts for a person (§6), else as itself (§4.4). */
export type OAuthClient = {
  token_endpoint: string
  client_id: string
  client_secret?: string | undefined
  refresh_token?: string | undefined
  scope?: string | undefined
}

/** The authorization server said no, or nothing that can be understood. Its words hold no secret of ours. */
export class TokenRefused extends Error {
  /** Whether trying again later may help: the settings may be right. */
  readonly passing: boolean

  constructor(message: string, passing: boolean) {
    super(message)
    this.name = 'TokenRefused'
    this.passing = passing
  }
}

/** A token is not used in its last minute: it must outlive the sign-in that it is for. */
const marginMs = 60_000
/** Where the server does not say (RFC 6749 §5.1 recommends that it does). */
const usualLifeSeconds = 3600
const patienceMs = 20_000
/** Characters of an error that are told: Microsoft writes a paragraph. */
const errorLength = 500

type Kept = { token: Promise<string>; until: number; refreshToken: string | undefined }
const kept = new Map<string, Kept>()

const keyOf = (client: OAuthClient) =>
  JSON.stringify([
    client.token_endpoint,
    client.client_id,
    client.client_secret,
    client.refresh_token,
    client.scope,
  ])

/**
 * A token that is good for a minute at least. Those who ask at once share one request.
 * @throws TokenRefused with the server's own words
 */
export function accessToken(client: OAuthClient): Promise<string> {
  const key = keyOf(client)
  const known = kept.get(key)
  if (known !== undefined && known.until > Date.now()) return known.token
  // Some servers give a new refresh token with each answer and take the former one no more (§6).
  const asking: Kept = {
    token: Promise.resolve(''),
    until: Number.POSITIVE_INFINITY,
    refreshToken: known?.refreshToken ?? client.refresh_token,
  }
  asking.token = request(client, asking).catch(error => {
    // What was refused is asked again by the next one; the newest refresh token stays known.
    asking.until = 0
    throw error
  })
  kept.set(key, asking)
  return asking.token
}

/** The server that it was shown to did not take it: the next one is asked for anew. */
export function forgetToken(client: OAuthClient): void {
  const known = kept.get(keyOf(client))
  if (known !== undefined && known.until !== Number.POSITIVE_INFINITY) known.until = 0
}

const Answer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(usualLifeSeconds),
  refresh_token: z.string().min(1).optional().catch(undefined),
})
const Refusal = z.object({ error: z.string(), error_description: z.string().optional().catch(undefined) })

async function request(client: OAuthClient, asking: Kept): Promise<string> {
  const host = new URL(client.token_endpoint).host
  const form = new URLSearchParams({
    grant_type: asking.refreshToken === undefined ? 'client_credentials' : 'refresh_token',
    client_id: client.client_id,
    ...(client.client_secret !== undefined && { client_secret: client.client_secret }),
    ...(asking.refreshToken !== undefined && { refresh_token: asking.refreshToken }),
    ...(client.scope !== undefined && { scope: client.scope }),
  })
  let response: Response
  let text: string
  try {
    response = await fetch(client.token_endpoint, {
      method: 'POST',
      body: form,
      headers: { accept: 'application/json' },
      // A secret goes where the configuration says, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    text = await response.text()
  } catch (error) {
    throw new TokenRefused(`${host} gave no token: ${reasonOf(error)}`, true)
  }
  const json = parsed(text)
  const answer = Answer.safeParse(json)
  if (response.ok && answer.success) {
    asking.until = Date.now() + answer.data.expires_in * 1000 - marginMs
    asking.refreshToken = answer.data.refresh_token ?? asking.refreshToken
    return answer.data.access_token
  }
  const refusal = Refusal.safeParse(json)
  const words = refusal.success
    ? `${refusal.data.error}${refusal.data.error_description ? `: ${refusal.data.error_description}` : ''}`
    : `it answered ${response.status} without a token`
  // 400 and 401 are about us (§5.2); anything else is about the server's day.
  const passing = !refusal.success || response.status >= 500 || response.status === 429
  throw new TokenRefused(`${host} refused a token: ${words.slice(0, errorLength)}`, passing)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
