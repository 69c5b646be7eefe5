// What is wrong with the server that is to take our mail? One word for programs, the server's own words for people.
import { isDeskError } from '#kernel'
import { TokenRefused } from '#oauth'

/** `host`: cannot be reached; `credentials`: the sign-in is refused; `tls`: the encryption does not come about. */
type FaultKind = 'host' | 'credentials' | 'tls' | 'timeout' | 'other'

export type Fault = {
  kind: FaultKind
  /** What the server answered, else what the system says. */
  said: string
  /** The predicate of a sentence about the server: `refuses the sign-in: 535 5.7.8 No`. */
  words: string
}

/** What nodemailer throws: its own code, the system's, and the server's answer. */
export type SmtpError = Error & {
  code?: string
  originalCode?: string
  response?: string
  responseCode?: number
}

const predicates: Record<FaultKind, string> = {
  host: 'cannot be reached',
  credentials: 'refuses the sign-in',
  tls: 'cannot be talked to encrypted',
  timeout: 'does not answer in time',
  other: 'fails',
}

export function faultOf(error: SmtpError): Fault {
  const kind = kindOf(error)
  const said = error.response ?? error.message
  return { kind, said, words: `${predicateOf(kind, error)}: ${said}` }
}

function predicateOf(kind: FaultKind, error: SmtpError): string {
  if (isDeskError(error)) return 'cannot be used'
  // It was another server that said no.
  if (error instanceof TokenRefused) return 'cannot be signed in to'
  return kind === 'other' && error.response !== undefined ? 'says' : predicates[kind]
}

function kindOf(error: SmtpError): FaultKind {
  const { code, originalCode = '', responseCode = 0 } = error
  if (code === 'ETIMEDOUT' || originalCode === 'ETIMEDOUT') return 'timeout'
  // 454 is a bad day of whoever checks passwords (RFC 4954 §6), and says nothing of ours.
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return (error instanceof TokenRefused && error.passing) || isPassing(responseCode)
      ? 'other'
      : 'credentials'
  if (code === 'ETLS' || /CERT|SSL|TLS|^EPROTO$|SIGNATURE/.test(originalCode)) return 'tls'
  if (code === 'EDNS' || /^E(?:CONN|HOST|NET|ADDR|PIPE)/.test(originalCode)) return 'host'
  return 'other'
}

const isPassing = (responseCode: number) => responseCode >= 400 && responseCode < 500
