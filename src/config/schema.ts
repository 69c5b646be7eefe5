// What may stand in the configuration? One slice per part of the desk; each module takes only its own.
import { z } from 'zod'
import { customEmail } from './slices/custom-email.ts'
import { besides } from './slices/fields.ts'
import { limits } from './slices/limits.ts'
import { incomingEmail, sameMailbox, serviceDeskEmail, settleMailboxes } from './slices/mailboxes.ts'
import { mirrors } from './slices/mirrors.ts'
import { akismet, alerts, rspamd, smtp, trustedRelays } from './slices/sending.ts'
import { lmtpListener, server, smtpListener } from './slices/server.ts'
import { webhooks } from './slices/webhooks.ts'

export const schema = z
  .strictObject({
    ...server,
    smtp_listener: smtpListener,
    lmtp_listener: lmtpListener,
    incoming_email: incomingEmail,
    service_desk_email: serviceDeskEmail,
    smtp,
    alerts,
    custom_email: customEmail,
    mirrors,
    webhooks,
    akismet,
    rspamd,
    trusted_relays: trustedRelays,
    limits,
  })
  .refine(config => !sameMailbox(config), {
    ...besides,
    message: 'names the same mailbox or address as incoming_email; each needs its own',
    path: ['service_desk_email'],
  })
  .transform(config => ({
    ...config,
    ...settleMailboxes(config),
    external_url: config.external_url ?? `http://${urlHost(config.listen.host)}:${config.listen.port}`,
  }))

/** A desk that listens on all addresses is at least reached from its own machine. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

export type Config = z.output<typeof schema>
