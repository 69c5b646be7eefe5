// What does a checker need to know of a mail, and what does it say?
import type { Headers } from '#mail/message'

export type CheckedMail = {
  /** The raw mail, or its beginning. */
  raw: Uint8Array
  headers: Headers
  /** Author. */
  from: { address: string; name: string } | null
  subject: string
  text: string
  recipients: readonly string[]
  /** Reverse-path; null: not known. */
  mailFrom: string | null
  /** Of the SMTP client; null: it came by another way. */
  clientAddress: string | null
  clientName: string | null
}

export type Opinion = { spam: boolean; evidence: string }

export type Checker = {
  name: string
  /** @throws Error in a sentence, without secrets, if it gives no answer that can be used */
  check(mail: CheckedMail): Promise<Opinion>
  /** Tells it that it was wrong, or what it did not see. @throws as check */
  learn(mail: CheckedMail, as: 'spam' | 'ham'): Promise<void>
  /** @returns null if it lets us ask, else why not. @throws as check */
  ready(): Promise<string | null>
}

export const limits = {
  /** Milliseconds for one answer: a new ticket waits for it. */
  answerMs: 5_000,
  /** Bytes of a mail that are sent to a checker; spam is small, and big mails cost time and memory. */
  checkedBytes: 2 * 1024 * 1024,
  /** Characters of text that are sent to Akismet. */
  textLength: 60_000,
  /** Bytes of an answer that are read. */
  answerBytes: 256 * 1024,
} as const
