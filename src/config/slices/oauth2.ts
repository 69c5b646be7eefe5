// By which tokens does the desk sign in where passwords are no longer taken (RFC 6749)? For IMAP and SMTP alike.
import { z } from 'zod'
import { httpUrl, words } from './fields.ts'

/** Where each provider gives out tokens. Microsoft's national clouds and others are named by `token_endpoint`. */
const endpoints = {
  microsoft: (tenant: string) => `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
  google: () => 'https://oauth2.googleapis.com/token',
}
/** What a program that signs in as itself asks Exchange Online for; both IMAP and SMTP take it. */
const exchangeScope = 'https://outlook.office365.com/.default'

export const oauth2 = z
  .strictObject({
    provider: z.enum(['microsoft', 'google']).optional(),
    tenant_id: words.optional(),
    client_id: words,
    client_secret: words.optional(),
    /** Absent: the desk signs in as itself (client credentials, RFC 6749 §4.4). */
    refresh_token: words.optional(),
    /** Absent: the provider's. */
    token_endpoint: httpUrl.optional(),
    scope: words.optional(),
  })
  .superRefine((given, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [key] })
    if (given.provider === undefined && given.token_endpoint === undefined)
      refuse('provider', 'is missing: microsoft or google; or name a token_endpoint')
    if (given.provider === 'microsoft' && given.tenant_id === undefined && given.token_endpoint === undefined)
      refuse('tenant_id', 'is missing: Microsoft gives out tokens by tenant')
    if (given.client_secret === undefined && given.refresh_token === undefined)
      refuse('client_secret', 'is missing: the desk needs it, or a refresh_token, to sign in')
    if (given.provider === 'google' && given.refresh_token === undefined)
      refuse('refresh_token', 'is missing: Google gives no mailbox to a program that signs in as itself')
  })
  .transform(({ provider, tenant_id, token_endpoint, scope, ...client }) => ({
    ...client,
    token_endpoint: token_endpoint ?? endpoints[provider ?? 'google'](tenant_id ?? ''),
    scope:
      scope ?? (provider === 'microsoft' && client.refresh_token === undefined ? exchangeScope : undefined),
  }))
  .optional()
