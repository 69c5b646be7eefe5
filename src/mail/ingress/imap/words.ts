// What went wrong with an IMAP server, in a sentence that says what to do? Never with a password or token in it.
import type { ImapFlowError } from 'imapflow'
import { TokenRefused } from '#oauth'
import type { BoxSettings } from '../mailbox/box.ts'

/** Already said in a sentence. */
export class MailboxFault extends Error {}

export const asError = (error: unknown): ImapFlowError =>
  error instanceof Error ? error : new Error(String(error))

/** Codes with which Node says that a certificate is not trusted or names another host. */
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_TLS_CERT_ALTNAME_INVALID|CRL_/

/** Codes with which Node and imapflow say that nobody answers there. */
const unreachableCodes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT)$/

/** @param bye what the server said when it ended the session */
export function explain(error: unknown, box: BoxSettings, bye?: string | false): Error {
  if (error instanceof MailboxFault) return error
  const { host, port, user } = box
  const at = `${host}:${port}`
  const given = asError(error)
  const { code = '', message, responseText } = given
  const fault = (says: string) => new MailboxFault(says)
  if (error instanceof TokenRefused) return fault(`No token for ${user}: ${message}`)
  if (bye) return fault(`${at} ended the session: ${bye}`)
  if (/^Login is disabled$/.test(message))
    return fault(`${at} takes no password over an unencrypted connection: set start_tls, or ssl and its port`)
  if (/authentication (?:mechanism|method)$/.test(message))
    return fault(
      `${at} offers no sign-in by ${box.oauth2 ? 'token (XOAUTH2, OAUTHBEARER): give a password instead of oauth2' : 'password: give oauth2 instead'}`,
    )
  if (given.authenticationFailed)
    return fault(
      `${at} refuses the sign-in of ${user}: ${responseText || message}. Compare user and password (or oauth2) with what the server wants`,
    )
  if (certificateCodes.test(code))
    return fault(
      `The certificate of ${at} is not trusted (${message}). Name its authority in ca_file, or the host as it stands in the certificate`,
    )
  if (code === 'MissingServerExtension' || /STARTTLS/i.test(message) || given.tlsFailed || isNoTls(code))
    return fault(
      `${at} cannot be spoken to with encryption: ${message}. ${box.ssl ? 'Is this port for TLS from the start?' : 'start_tls asks for STARTTLS, which the server must offer before the sign-in'}`,
    )
  if (unreachableCodes.test(code))
    return fault(`${at} cannot be reached: ${message}. Compare host, port and ssl with what the server wants`)
  if (given.command || given.responseStatus)
    return fault(`${at} answered ${given.responseStatus ?? 'an error'}: ${responseText || message}`)
  const said = given.reason ? ` (the server said: ${given.reason})` : ''
  return fault(`${at} cannot be read: ${message || code}${said}`)
}

/** What Node says when it expected TLS and heard something else. */
const isNoTls = (code: string) => /^ERR_SSL_|^EPROTO$/.test(code)
