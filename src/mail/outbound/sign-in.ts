// How does the desk sign in to the server that takes its mail? With a password, or with an access token (XOAUTH2).
import type { SMTPPoolOptions } from 'nodemailer'
import { DeskError } from '#kernel'
import { accessToken, forgetToken, type OAuthClient, TokenRefused } from '#oauth'
import type { SmtpSettings } from './desk.ts'
import type { SmtpError } from './server-fault.ts'

/**
 * nodemailer's words. Who is told to sign in does so, whatever the server offers: mail that leaves as nobody's is refused
 * later and by others, and then nobody knows why.
 * @throws DeskError that names what is missing
 */
export function signInOf(smtp: SmtpSettings): Pick<SMTPPoolOptions, 'auth' | 'authMethod' | 'forceAuth'> {
  const { user_name: user, password, authentication: method, oauth2 } = smtp
  if (user === undefined) return {}
  if (oauth2 !== undefined)
    return { auth: { type: 'OAuth2', user, provisionCallback: tokensOf(oauth2) }, forceAuth: true }
  if (password === undefined || password === '')
    throw DeskError.invalid('smtp.password', 'is missing: smtp.user_name says that the desk is to sign in')
  // As GitLab has it: the password is the token, and somebody else renews it.
  if (method === 'xoauth2') return { auth: { type: 'OAuth2', user, accessToken: password }, forceAuth: true }
  return {
    auth: { user, pass: password },
    ...(method === undefined ? {} : { authMethod: method.replace('_', '-').toUpperCase() }),
    forceAuth: true,
  }
}

/** Asked for each connection that signs in, so that none signs in with a token of yesterday. */
function tokensOf(client: OAuthClient) {
  return (_user: string, renew: boolean, done: (error: Error | null, token?: string) => void) => {
    if (renew) forgetToken(client)
    accessToken(client).then(token => done(null, token), done)
  }
}

/** A token may be revoked before its time: where it is refused, `attempt` is made once more, with a new one. */
export async function withGoodToken<T>({ oauth2 }: SmtpSettings, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (oauth2 === undefined || !isRefusedToken(error as SmtpError)) throw error
    forgetToken(oauth2)
    return attempt()
  }
}

/** nodemailer renews it by itself where the server explains its no, as Google does; Microsoft just says 535. */
const isRefusedToken = (error: SmtpError) =>
  error.code === 'EAUTH' && error.responseCode === 535 && !(error instanceof TokenRefused)
