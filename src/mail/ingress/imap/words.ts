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

export function explain(error: unknown, { host, port, user, ssl, start_tls }: BoxSettings): Error {
  if (error instanceof MailboxFault) return error
  const given = asError(error)
  const { code = '', message } = given
  const at = `${host}:${port}`
  if (error instanceof TokenRefused) return new MailboxFault(`No token for ${user}: ${message}`)
  if (given.authenticationFailed)
    return new MailboxFault(
      `${at} refuses the sign-in of ${user}: ${given.responseText || message}. Compare user and password (or oauth2) with what the server wants`,
    )
  if (certificateCodes.test(code))
    return new MailboxFault(
      `The certificate of ${at} is not trusted (${message}). Name its authority in ca_file, or the host as it stands in the certificate`,
    )
  if (code === 'MissingServerExtension' || (start_tls && /STARTTLS/i.test(message)) || given.tlsFailed)
    return new MailboxFault(
      `${at} cannot be spoken to with encryption: ${message}. ${ssl ? 'Is this port for TLS from the start?' : 'start_tls asks for STARTTLS, which the server must offer before the sign-in'}`,
    )
  const bye = given.reason ? ` (the server said: ${given.reason})` : ''
  if (given.command || given.responseStatus)
    return new MailboxFault(
      `${at} answered ${given.responseStatus ?? 'an error'}: ${given.responseText || message}`,
    )
  return new MailboxFault(`${at} cannot be read: ${message || code}${bye}`)
}
