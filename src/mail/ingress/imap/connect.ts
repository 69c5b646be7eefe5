// How does the desk sign in to an IMAP server? Encrypted as the configuration says, by password or token.
import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { accessToken, forgetToken, TokenRefused } from '#oauth'
import type { BoxSettings } from '../mailbox/box.ts'
import { limits } from './limits.ts'
import { asError, explain, MailboxFault } from './words.ts'

export type Box = BoxSettings & { user: string }

/**
 * A session that is signed in. A token that the server does not take is asked for anew, once.
 * @throws Error in a sentence for administrators, without any secret
 */
export async function connect(box: Box, signal: AbortSignal): Promise<ImapFlow> {
  try {
    return await signIn(box, signal)
  } catch (error) {
    const { authenticationFailed } = asError(error)
    if (!authenticationFailed || box.oauth2 === undefined || signal.aborted) throw explain(error, box)
    forgetToken(box.oauth2)
    return signIn(box, signal).catch(again => {
      throw explain(again, box)
    })
  }
}

async function signIn(box: Box, signal: AbortSignal): Promise<ImapFlow> {
  signal.throwIfAborted()
  const client = new ImapFlow(await optionsOf(box))
  // Without a listener an error of the connection would end the process; whoever waits for a command gets it too.
  client.on('error', () => {})
  const give = () => client.close()
  signal.addEventListener('abort', give, { once: true })
  try {
    await within(client, client.connect(), limits.connectMs + limits.greetingMs + limits.signInMs)
    signal.throwIfAborted()
    // Else MODSEQ would be asked for with every mail, which nobody needs and some servers err on.
    client.enabled.delete('CONDSTORE')
    return client
  } catch (error) {
    client.close()
    throw error
  } finally {
    signal.removeEventListener('abort', give)
  }
}

async function optionsOf(box: Box): Promise<ImapFlowOptions> {
  const { host = '', port, ssl, start_tls, user, oauth2, password = '' } = box
  return {
    host,
    port,
    secure: ssl,
    // Offered by the server or not: required if it is true, left alone if it is false, as the configuration says.
    doSTARTTLS: ssl ? undefined : start_tls,
    auth: { user, ...(oauth2 ? { accessToken: await tokenOf(oauth2) } : { pass: password }) },
    tls: {
      rejectUnauthorized: box.openssl_verify_mode !== 'none',
      ...(box.ca_file !== undefined && {
        ca: [...rootCertificates, await authorityIn(box.ca_file)],
      }),
    },
    logger: false,
    clientInfo: { name: 'Deskbell' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs + Math.min(box.idle_timeout, limits.idleSeconds) * 1000,
    maxResponseSize: limits.responseBytes,
    maxLiteralSize: limits.responseBytes / 2,
  }
}

const authorityIn = (file: string) =>
  readFile(file, 'utf8').catch(error => {
    throw new MailboxFault(`ca_file cannot be read: ${asError(error).message}`)
  })

async function tokenOf(client: NonNullable<Box['oauth2']>): Promise<string> {
  return accessToken(client).catch(error => {
    throw error instanceof TokenRefused ? error : new TokenRefused(asError(error).message, true)
  })
}

/** What the command answers, if it does so in time; else the connection is given up, since an answer may come late. */
export async function within<T>(client: ImapFlow, command: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${Math.round(milliseconds / 1000)} seconds`))
      client.close()
    }, milliseconds)
  })
  try {
    return await Promise.race([command, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Says goodbye, but does not wait long for the answer. */
export async function disconnect(client: ImapFlow): Promise<void> {
  if (client.usable) await within(client, client.logout(), limits.logoutMs).catch(() => {})
  client.close()
}
