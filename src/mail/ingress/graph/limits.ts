// How much does Microsoft Graph bear, and how long is it waited for?

export const limits = {
  /** Requests at a time to one mailbox (MailboxConcurrency in Graph's service limits). */
  atOnce: 4,
  /** Milliseconds until an answer begins. */
  answerMs: 60_000,
  /** Milliseconds for a whole mail. */
  contentMs: 600_000,
  /** Messages named in one page. */
  page: 100,
  /** Mails taken before the mailbox is looked at anew. */
  perSweep: 1_000,
  /** Tries of a request that is throttled or meets an ill server; then the reader ends and is started again later. */
  tries: 8,
  /** Milliseconds of the first pause where Graph names none; doubled each time. */
  firstPauseMs: 1_000,
  /** Milliseconds of the longest pause, whatever Graph names. */
  longestPauseMs: 600_000,
  /** Part by which a pause may be longer, so that many desks do not come back at once. */
  jitter: 0.2,
  /** Characters of an error that are told. */
  wordsLength: 500,
  /** Folders in folders. */
  depth: 10,
} as const
