// Which mails are the same mail, and which say the same words?
import { createHash, type Hash } from 'node:crypto'
import { CR } from './bytes.ts'
import type { Headers } from './headers.ts'

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/** What the author wrote into the header; relays add and change the other fields. */
const authored = ['from', 'sender', 'to', 'cc', 'subject', 'date', 'message-id', 'in-reply-to']

/** Bytes without their CRs that are hashed at a time: a mail of 25 MB must not be held a second time for its digest. */
const blockBytes = 64 * 1024

function hashWithoutCarriageReturns(hash: Hash, bytes: Buffer): void {
  const block = Buffer.allocUnsafe(blockBytes)
  for (let at = 0; at < bytes.length; at += blockBytes) {
    let length = 0
    for (const byte of bytes.subarray(at, at + blockBytes)) if (byte !== CR) block[length++] = byte
    hash.update(block.subarray(0, length))
  }
}

/** Equal for one mail however it came: trace fields, folding and line ends make no difference. */
export function contentDigest(headers: Headers, body: Buffer): string {
  const hash = createHash('sha256')
  for (const name of authored) hash.update(`${name}:${headers.raw(name).join('\n').replace(/\s+/g, ' ')}\n`)
  let end = body.length
  while (end > 0 && (body[end - 1] === 10 || body[end - 1] === CR || body[end - 1] === 32)) end--
  hashWithoutCarriageReturns(hash, body.subarray(0, end))
  return hash.digest('hex')
}

/** For the same-words brake (SPEC §4.6): case, blanks and digits (dates, counters) make no difference. */
export const wordsDigest = (text: string): string =>
  sha256(
    text
      .slice(0, 100_000)
      .toLowerCase()
      .replace(/[\s\d]+/g, ' ')
      .trim(),
  )
