// Which kinds of value occur in several places of the configuration?
import { z } from 'zod'

export type Endpoint = { host: string; port: number }

/** `127.0.0.1:3000`, `[::1]:3000`, `desk.example:3000`; port 0 means any free port. */
export const endpoint = z.string().transform((text, context): Endpoint => {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  if (host === undefined || port > 65535) {
    context.addIssue({ code: 'custom', message: `must be HOST:PORT, e.g. 127.0.0.1:3000, not "${text}"` })
    return z.NEVER
  }
  return { host, port }
})

/** A TCP endpoint, or `unix:/path` for a socket. */
export const endpointOrSocket = z.union([
  z
    .string()
    .startsWith('unix:/')
    .transform(text => ({ path: text.slice('unix:'.length) })),
  endpoint,
])

export const port = z.number().int().min(1).max(65535)
export const count = z.number().int().min(1)
/** Text that says something. */
export const words = z.string().trim().min(1, "can't be blank")
