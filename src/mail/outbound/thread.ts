// Which mails does a new one answer, as far as its recipient can know? (RFC 5322 §3.6.4)

/** What one recipient has in the mailbox. Ids of mails that only others have would tell who they are and where. */
export type SeenMails = {
  /** The mail that opened the ticket, if this recipient wrote it or had a copy. */
  first: string | null
  /** The first mail that we exchanged, whichever way it went. */
  oldest: string | null
  /** The latest ones, oldest first. */
  recent: readonly string[]
}

/** Ids of References: the root, so that every client finds the conversation, and the latest. Clients need no more. */
export const maxRecent = 10

/**
 * In-Reply-To is the last mail that the recipient has. References starts with the same root in every mail of the
 * ticket and names, before the last, `reply-<key>@host`: if an answer goes to the From address, the key in its
 * References still finds the ticket (SPEC §3).
 */
export function threadOf(
  seen: SeenMails,
  keyId: string | null,
): { inReplyTo: string | null; references: string[] } {
  const root = seen.first ?? seen.oldest
  const known = [root, ...seen.recent.slice(-maxRecent)].filter(id => id !== null)
  // An id that we made up for a mail without one (RFC 2606 §2: nobody has `.invalid`) is in no mailbox.
  const ids = [...new Set(known.filter(id => !id.endsWith('.invalid')))]
  const last = ids.pop()
  if (last === undefined) return { inReplyTo: null, references: keyId === null ? [] : [keyId] }
  return { inReplyTo: last, references: [...ids, ...(keyId === null ? [] : [keyId]), last] }
}
