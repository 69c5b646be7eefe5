// How is one mail handed to an SMTP server? Over a few connections that are kept open.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createTransport, type SendMailOptions, type SMTPPoolOptions } from 'nodemailer'
import { DeskError } from '#kernel'
import type { SmtpSettings } from './desk.ts'
import { type Fault, faultOf, type SmtpError } from './server-fault.ts'
import { signInOf, withGoodToken } from './sign-in.ts'

/**
 * Names of the times are nodemailer's. RFC 5321 §4.5.3.2 allows a server 5 minutes for most answers; a relay of our own
 * that takes longer than these is ill, and the mails wait better in the outbox than on a connection.
 */
const timeouts = {
  dnsTimeout: 15_000,
  connectionTimeout: 30_000,
  greetingTimeout: 30_000,
  /** Without a byte in either direction; a server may scan a big mail before it answers. */
  socketTimeout: 300_000,
}
/** A server that a project names is given less: what hangs there must not keep a place from all others. */
const foreignTimeouts = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 15_000,
  socketTimeout: 60_000,
}
/** Milliseconds for each step where somebody waits for the answer. */
const askedPatience = 4000
/** Then the connection is made anew: some servers take no more over one. */
const maxMessages = 100

export type SmtpOutcome =
  | { kind: 'sent'; response: string }
  /** Try again: 4xx, or the server cannot be reached. */
  | { kind: 'later'; reason: string }
  /** 5xx: this server will never take this mail. */
  | { kind: 'never'; reason: string }

/** One pool a server: further mails wait for its next free connection, so that a slow server holds up only its own. */
const pools = new Map<string, ReturnType<typeof openPool>>()
/** The one that was idle for longest is closed beyond these: projects name servers of their own, and change them. */
const mostPools = 50

function openPool(smtp: SmtpSettings, maxConnections: number) {
  return createTransport({ ...optionsOf(smtp), maxConnections, pool: true })
}

/** nodemailer's words for the settings that GitLab calls `smtp_settings`. */
export function optionsOf(smtp: SmtpSettings): SMTPPoolOptions {
  const secure = smtp.tls || smtp.ssl
  return {
    maxMessages,
    // A connection that closes in the middle may have delivered: whether to send again is the outbox's decision.
    maxRequeues: 0,
    ...(smtp.pinned === undefined ? timeouts : foreignTimeouts),
    host: smtp.pinned ?? smtp.address,
    ...(smtp.pinned === undefined || isIP(smtp.address) > 0 ? {} : { servername: smtp.address }),
    port: smtp.port,
    secure,
    requireTLS: !secure && smtp.enable_starttls,
    ignoreTLS: !secure && !smtp.enable_starttls && !smtp.enable_starttls_auto,
    tls: {
      rejectUnauthorized: smtp.openssl_verify_mode !== 'none',
      ...(smtp.ca_file === undefined ? {} : { ca: readAuthority(smtp.ca_file) }),
    },
    ...(smtp.domain === undefined ? {} : { name: smtp.domain }),
    ...signInOf(smtp),
  }
}

function readAuthority(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw DeskError.invalid('smtp.ca_file', `cannot be read: ${(error as Error).message}`)
  }
}

/** Hands over one mail for one recipient, as #mail/message composed it. Never throws. */
export async function handOver(
  { smtp, limits }: { smtp: SmtpSettings; limits: { smtp_connections: number } },
  mail: SendMailOptions,
): Promise<SmtpOutcome> {
  try {
    const pool = poolFor(smtp, limits.smtp_connections)
    const { response } = await withGoodToken(smtp, () => pool.sendMail(mail))
    return { kind: 'sent', response }
  } catch (error) {
    return outcomeOf(smtp, error as SmtpError)
  }
}

function poolFor(smtp: SmtpSettings, maxConnections: number) {
  const key = JSON.stringify(smtp)
  const pool = pools.get(key) ?? openPool(smtp, maxConnections)
  // The order of the map is that of their last use.
  pools.delete(key)
  pools.set(key, pool)
  const [oldest] = pools
  if (pools.size > mostPools && oldest !== undefined) {
    pools.delete(oldest[0])
    oldest[1].close()
  }
  return pool
}

/** Authentication or encryption required (RFC 4954 §6, RFC 3207 §4): the settings are wrong, not the mail. */
const settingsAreWrong = 530

/**
 * Final is only what the server says of this envelope or message. A refused sign-in, TLS that fails or a server that
 * turns us away at the door is the operator's to repair: such mails are kept and tried again.
 */
function outcomeOf({ address, port }: SmtpSettings, error: SmtpError): SmtpOutcome {
  const { code, response, responseCode = 550, message } = error
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (!ofThisMail) return { kind: 'later', reason: `${address}:${port} ${faultOf(error).words}` }
  const final = responseCode >= 500 && responseCode !== settingsAreWrong
  return { kind: final ? 'never' : 'later', reason: response ?? message }
}

/** Greets the server, encrypts and signs in as for a mail, without one. @returns null: it would take mail */
export async function verifyServer(smtp: SmtpSettings): Promise<Fault | null> {
  try {
    const options = {
      ...optionsOf(smtp),
      pool: false as const,
      dnsTimeout: askedPatience,
      connectionTimeout: askedPatience,
      greetingTimeout: askedPatience,
      socketTimeout: askedPatience,
    }
    await withGoodToken(smtp, async () => {
      const transport = createTransport(options)
      await transport.verify().finally(() => transport.close())
    })
    return null
  } catch (error) {
    return faultOf(error as SmtpError)
  }
}

/** Closes all connections; mails under way are finished first. */
export function closeTransports(): void {
  for (const pool of pools.values()) pool.close()
  pools.clear()
}
