// What may stand in the configuration? One slice per part of the desk; each module takes only its own.
import { z } from 'zod'
import { limits } from './slices/limits.ts'
import { incomingEmail, sameMailbox, serviceDeskEmail } from './slices/mailboxes.ts'
import { akismet, rspamd, smtp, trustedRelays } from './slices/sending.ts'
import { lmtpListener, server, smtpListener } from './slices/server.ts'

/** What customers write to where nothing is configured: works on the machine itself, and nowhere else. */
const outOfTheBox = { enabled: true, address: 'incoming+%{key}@desk.localhost' }

export const schema = z
  .strictObject({
    ...server,
    smtp_listener: smtpListener,
    lmtp_listener: lmtpListener,
    incoming_email: incomingEmail,
    service_desk_email: serviceDeskEmail,
    smtp,
    akismet,
    rspamd,
    trusted_relays: trustedRelays,
    limits,
  })
  .refine(config => !sameMailbox(config.incoming_email, config.service_desk_email), {
    message: 'names the same mailbox or address as incoming_email; each needs its own',
    path: ['service_desk_email'],
  })
  .transform(config => ({
    ...config,
    incoming_email:
      config.incoming_email ?? (config.service_desk_email ? undefined : incomingEmail.parse(outOfTheBox)),
    external_url: config.external_url ?? `http://${urlHost(config.listen.host)}:${config.listen.port}`,
  }))

const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host)

export type Config = z.output<typeof schema>
