// How does the listener say something else than "yes"? With a reply code and an enhanced code (RFC 3463) of our own.
import type { SMTPServerError } from 'smtp-server'

/**
 * smtp-server chooses the enhanced code by the reply code alone, which says "no such mailbox" for every 550. It writes
 * the reply code as it is given, so both go in together.
 */
export function smtpError(code: number, enhanced: string, sentence: string): SMTPServerError {
  return Object.assign(new Error(sentence), { responseCode: `${code} ${enhanced}` as unknown as number })
}

/** RFC 3463 §3.4 X.3.0: our own trouble, which passes. */
export function tryLater(): SMTPServerError {
  return smtpError(451, '4.3.0', 'The desk cannot take mail at the moment; please try again later.')
}

/** smtp-server closes the connection after a bare 421 only, so this one has no enhanced code. */
export function goAway(sentence: string): SMTPServerError {
  return Object.assign(new Error(sentence), { responseCode: 421 })
}
