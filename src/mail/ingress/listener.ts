// How does mail come in by SMTP (RFC 5321) and LMTP (RFC 2033)? smtp-server speaks; we answer.
import { domainToASCII } from 'node:url'
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerError,
  type SMTPServerSession,
} from 'smtp-server'
import { admit, type Envelope, receive } from '#mail/inbound'
import type { Certificate } from './certificate.ts'
import { collect } from './collect.ts'
import type { IngressDesk } from './desk.ts'
import { limits } from './limits.ts'
import { type Progress, watchProgress } from './progress.ts'
import { goAway, smtpError, tryLater } from './reply.ts'

export type Protocol = 'smtp' | 'lmtp'

type Options = { desk: IngressDesk; protocol: Protocol; hostname: string; certificate: Certificate | null }

/** What we count of a session beyond what smtp-server does. */
type Tally = { refused: number }

export type Listener = { server: SMTPServer; drain(): Promise<void> }

/** The server, not yet listening. `drain` lets mails under way come in, `limits.drainMs` at the longest. */
export function createListener({ desk, protocol, hostname, certificate }: Options): Listener {
  const { config, log } = desk
  const { smtp_listener: settings } = config
  const tallies = new WeakMap<SMTPServerSession, Tally>()
  /** RCPT commands that were taken, by envelope: LMTP owes an answer to each, also to one that was repeated. */
  const taken = new WeakMap<object, number>()
  const active = new Map<SMTPServerSession, Promise<void>>()
  const progress: Progress = watchProgress(session => drop(server, session, 'Nothing was sent for too long'))
  const server: SMTPServer = new SMTPServer({
    lmtp: protocol === 'lmtp',
    name: hostname,
    size: config.limits.mail_bytes,
    maxRecipients: config.limits.recipients_per_mail,
    maxClients: settings.max_connections,
    socketTimeout: settings.idle_seconds * 1000,
    closeTimeout: limits.drainMs,
    disabledCommands: ['AUTH', 'WIZ', 'SHELL', 'KILL', ...(certificate ? [] : ['STARTTLS'])],
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    ...(certificate && { ...certificate, minVersion: 'TLSv1.2' as const }),
    onConnect(session, done) {
      progress.made(session)
      done(tooManyFrom(server, session, settings.max_connections_per_client))
    },
    onClose: session => progress.rest(session),
    onRcptTo({ address }, session, done) {
      const tally = tallies.get(session) ?? { refused: 0 }
      tallies.set(session, tally)
      judgeRecipient(desk, address, tally).then(error => {
        if (!error) {
          taken.set(session.envelope, (taken.get(session.envelope) ?? 0) + 1)
          progress.made(session)
        }
        done(error)
      })
    },
    onData(stream, session, done) {
      const owed = protocol === 'lmtp' ? (taken.get(session.envelope) ?? 1) : 1
      progress.rest(session)
      const tooSlow = () => drop(server, session, 'The mail took too long')
      const receiving = takeMail(desk, protocol, stream, session, tooSlow).then(answer => {
        active.delete(session)
        progress.made(session)
        // LMTP: one answer a recipient, in their order (RFC 2033 §4.2); all rows are one commit, so all are the same.
        if (owed > 1) done(null, Array<string | Error>(owed).fill(answer) as unknown as string)
        else if (answer instanceof Error) done(answer)
        else done(null, answer)
      })
      active.set(session, receiving)
    },
  })
  // Clients that break off are their own affair.
  server.on('error', error => log.debug({ err: error, protocol }, 'a connection broke'))
  return { server, drain: () => drain(server, active) }
}

function tooManyFrom(
  server: SMTPServer,
  { remoteAddress }: SMTPServerSession,
  most: number,
): SMTPServerError | null {
  // A socket in the file system has no address; who may open it is decided there.
  if (!remoteAddress) return null
  let open = 0
  for (const connection of server.connections) if (connection.remoteAddress === remoteAddress) open++
  return open > most ? goAway('4.7.0 Too many connections from your address') : null
}

/** @returns null, or what the client is told */
async function judgeRecipient(
  desk: IngressDesk,
  address: string,
  tally: Tally,
): Promise<SMTPServerError | null> {
  try {
    const answer = await admit(desk, { recipient: asciiDomain(address) })
    if (answer.ok) return null
    tally.refused++
    if (tally.refused > limits.refusedRecipients) return goAway('Too many unknown recipients')
    return smtpError(answer.smtpCode, answer.enhanced, answer.sentence)
  } catch (error) {
    desk.log.error({ err: error }, 'a recipient could not be looked up')
    return tryLater()
  }
}

/** smtp-server hands out domains in Unicode; they are configured and compared as they are sent (RFC 5890 §2.3.2.1). */
function asciiDomain(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return /^[\x20-\x7e]*$/.test(domain) ? address : address.slice(0, at + 1) + domainToASCII(domain)
}

/** Never rejects. @returns the answer to the end of DATA; "yes" only after the commit */
async function takeMail(
  desk: IngressDesk,
  protocol: Protocol,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  tooSlow: () => void,
): Promise<string | Error> {
  const { data_dir: dataDir, limits: configured } = desk.config
  const deadline = setTimeout(tooSlow, limits.dataMs)
  try {
    const mail = await collect(stream, { dataDir, mostBytes: configured.mail_bytes })
    clearTimeout(deadline)
    try {
      const admission = await admit(desk, { size: mail.size })
      if (!admission.ok) return smtpError(admission.smtpCode, admission.enhanced, admission.sentence)
      if (mail.smuggles)
        return smtpError(
          550,
          '5.5.2',
          'A line with a lone dot between bare CR or LF (RFC 5321 section 2.3.8)',
        )
      const { accepted } = await receive(desk, mail.raw, envelopeOf(protocol, session))
      return `Kept as ${accepted.map(({ inboxId }) => inboxId).join(', ')}`
    } finally {
      await mail.dispose()
    }
  } catch (error) {
    // A client that went away hears no answer.
    if (!stream.destroyed || stream.readableEnded)
      desk.log.error({ err: error, protocol, client: session.remoteAddress }, 'a mail could not be accepted')
    return tryLater()
  } finally {
    clearTimeout(deadline)
  }
}

function envelopeOf(ingress: Protocol, session: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = session.envelope
  return {
    ingress,
    mailFrom: mailFrom === false ? '' : mailFrom.address,
    recipients: rcptTo.map(({ address }) => asciiDomain(address)),
    clientAddress: session.remoteAddress || undefined,
    clientName: session.hostNameAppearsAs || undefined,
  }
}

function drop(server: SMTPServer, session: SMTPServerSession, why: string): void {
  for (const connection of server.connections)
    if (connection.session === session) connection.send(421, `4.4.2 ${why}`, false)
}

/** Idle clients are sent away at once, the others when their mail is in; who is slower than the deadline tries again. */
async function drain(
  server: SMTPServer,
  active: ReadonlyMap<SMTPServerSession, Promise<void>>,
): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(resolve))
  const sendAway = (which: (session: SMTPServerSession) => boolean) => {
    for (const connection of [...server.connections])
      if (which(connection.session)) connection.send(421, '4.3.2 The desk is stopping', false)
  }
  sendAway(session => !active.has(session))
  const deadline = new Promise<void>(resolve => setTimeout(resolve, limits.drainMs).unref())
  await Promise.race([Promise.all(active.values()), deadline])
  // The answers go out before the good-bye.
  await new Promise(setImmediate)
  sendAway(() => true)
  await Promise.race([closed, deadline])
}
