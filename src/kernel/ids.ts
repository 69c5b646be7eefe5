// How are secrets made, and how are they kept?
import { createHash, randomBytes } from 'node:crypto'

/** `bytes` random bytes as lower-case hex; lower case because some mail servers fold local parts (RFC 5321 §2.4). */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}

/** The digest under which a high-entropy secret (token, key) is stored; not for passwords. */
export function secretDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
