// To which addresses was this mail sent, by its own headers? (The envelope, where there is one, comes before them.)
import { isAddress, parseMailboxes } from './address.ts'
import { limits } from './limits.ts'
import type { Message } from './parse.ts'

/** `header` says where the address stood: part of the why that the inbox log shows. */
export type HeaderRecipient = { address: string; header: string }

/** `for <…>` of a Received line (RFC 5321 §4.4), brackets and comments tolerated. */
const receivedFor = /\sfor\s+<?([^\s<>;()]{3,254}@[^\s<>;()]{1,253})>?/i
/** GitLab's reply key in References, from addresses without sub-addressing. */
const keyedReference = /^reply-[0-9a-z]{16,64}@/i

type Reader = (message: Message) => string[]

const fieldReader =
  (name: string): Reader =>
  message =>
    message.headers.raw(name).flatMap(value => parseMailboxes(value).map(mailbox => mailbox.address))

/** SPEC §3: the order in which they are read; first hit wins, so it is part of the promise. */
const sources: readonly (readonly [header: string, read: Reader])[] = [
  ['To', message => message.to.map(mailbox => mailbox.address)],
  [
    'References',
    ({ references, inReplyTo }) =>
      [...references, ...inReplyTo].filter(id => keyedReference.test(id) && isAddress(id)),
  ],
  ['Delivered-To', fieldReader('Delivered-To')],
  ['X-Delivered-To', fieldReader('X-Delivered-To')],
  ['Envelope-To', fieldReader('Envelope-To')],
  ['X-Envelope-To', fieldReader('X-Envelope-To')],
  [
    'Received',
    ({ headers }) =>
      headers
        .raw('Received')
        .flatMap(line => receivedFor.exec(line)?.[1] ?? [])
        .filter(isAddress),
  ],
  ['X-Original-To', fieldReader('X-Original-To')],
  ['X-Forwarded-To', fieldReader('X-Forwarded-To')],
  ['Cc', message => message.cc.map(mailbox => mailbox.address)],
  // Who sends a mail on unchanged names the new recipient here only (RFC 5322 §3.6.6); after all that SPEC §3 lists.
  ['Resent-To', fieldReader('Resent-To')],
]

/** Each address once, where it stood first. At most `limits.recipients` per header. */
export function recipientsOf(message: Message): HeaderRecipient[] {
  const seen = new Set<string>()
  return sources.flatMap(([header, read]) =>
    read(message)
      .slice(0, limits.recipients)
      .filter(address => {
        const key = address.toLowerCase()
        return !seen.has(key) && seen.add(key)
      })
      .map(address => ({ address, header })),
  )
}
