// Through which server does our mail leave, and who helps to judge what comes in? GitLab's names of smtp_settings.
import { z } from 'zod'
import { count, httpUrl, port, words } from './fields.ts'
import { oauth2 } from './oauth2.ts'

const tls = z.boolean().default(false)

/** Absent: mails wait in the outbox, visibly. */
export const smtp = z
  .strictObject({
    address: words,
    port: port.default(25),
    user_name: words.optional(),
    password: z.string().optional(),
    /** Said in EHLO. */
    domain: words.optional(),
    authentication: z.enum(['plain', 'login', 'cram_md5', 'xoauth2']).optional(),
    /** For xoauth2. */
    oauth2,
    /** STARTTLS if the server offers it. */
    enable_starttls_auto: z.boolean().default(true),
    /** STARTTLS or nothing. */
    enable_starttls: z.boolean().default(false),
    /** Encrypted from the start (port 465). */
    tls,
    ssl: tls,
    openssl_verify_mode: z.enum(['none', 'peer']).default('peer'),
    ca_file: words.optional(),
    email_from: z.email('must be a mail address').optional(),
    email_display_name: words.optional(),
  })
  .optional()

export const akismet = z
  .strictObject({
    enabled: z.boolean().default(true),
    api_key: words,
    /** Where its API answers. */
    url: httpUrl.default('https://rest.akismet.com/1.1'),
  })
  .optional()
export const rspamd = z.strictObject({ url: httpUrl, password: z.string().optional() }).optional()

const hostName = z.string().regex(/^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]*[a-z][a-z0-9-]*)+$/i)

/** Hosts whose verdict headers are believed: addresses, networks in CIDR form, or names of hosts. */
export const trustedRelays = z
  .array(
    z.union(
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), hostName],
      'must be an address like 192.0.2.1, a network like 192.0.2.0/24 or a host like mx.example.com',
    ),
  )
  .default([])

/** How administrators hear of a mailbox that cannot be read. */
export const alerts = z
  .strictObject({
    /** Minutes of failure before anybody is told: a server that restarts is no news. */
    after_minutes: count.default(10),
    /** To each administrator, by the outgoing server. */
    mail: z.boolean().default(true),
    /** Gets a POST with JSON. */
    webhook_url: httpUrl.optional(),
    /** Sent along as X-Deskbell-Token, so that the receiver knows who calls. */
    webhook_token: words.optional(),
  })
  .prefault({})
