// How is the token made that must come back, and how is it known again? Only its digest is kept.
import { createHash } from 'node:crypto'
import { randomHex } from '#kernel'

/** 128 bits cannot be guessed within the time that a verification may take. */
const tokenBytes = 16
const tokens = /\b[0-9a-f]{32}\b/gi

export const newToken = () => randomHex(tokenBytes)

export const digestOf = (token: string) => createHash('sha256').update(token.toLowerCase()).digest('hex')

/** Whether one of the words of `text` is the token of that digest. */
export function holdsToken(text: string, digest: string): boolean {
  return (text.match(tokens) ?? []).some(word => digestOf(word) === digest)
}
