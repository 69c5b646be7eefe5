// Which kinds of value occur in several places of the configuration?
import { z } from 'zod'

export type Endpoint = { host: string; port: number }
export type SocketPath = { path: string }

const form = 'must be HOST:PORT, e.g. 127.0.0.1:3000'

function parseEndpoint(text: string): Endpoint | undefined {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  return host === undefined || port > 65535 ? undefined : { host, port }
}

/** `127.0.0.1:3000`, `[::1]:3000`, `desk.example:3000`; port 0 means any free port. */
export const endpoint = z.string().transform((text, context): Endpoint => {
  const parsed = parseEndpoint(text)
  if (parsed) return parsed
  context.addIssue({ code: 'custom', message: form })
  return z.NEVER
})

/** A TCP endpoint, or `unix:/path` for a socket. */
export const endpointOrSocket = z.string().transform((text, context): Endpoint | SocketPath => {
  if (text.startsWith('unix:/')) return { path: text.slice('unix:'.length) }
  const parsed = parseEndpoint(text)
  if (parsed) return parsed
  context.addIssue({ code: 'custom', message: `${form}, or unix:/path/of/a/socket` })
  return z.NEVER
})

export const port = z.number().int().min(1).max(65535)
export const count = z.number().int().min(1)
/** Text that says something. */
export const words = z.string().trim().min(1, "can't be blank")
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

/** For checks of several keys together: they run although single keys are wrong too, so that all is told at once. */
export const besides = {
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
}
