// How long and how much may a client talk? Limits that no administrator needs to change, each with its reason.

export const limits = {
  /** Bytes of a mail in memory while it comes; what is longer goes to a file. Times the connections, this is what they cost. */
  memoryBytes: 256 * 1024,
  /** Milliseconds from DATA to its end: RFC 5321 §4.5.3.2 grants minutes a block, not hours a mail. */
  dataMs: 15 * 60_000,
  /** Milliseconds of a session without a recipient or a mail: RFC 5321 §4.5.3.2.7 asks for 5 minutes a command. */
  progressMs: 10 * 60_000,
  /** Refused recipients of one session: nobody mistypes so often, but those who try out addresses do. */
  refusedRecipients: 50,
  /** Milliseconds that mails under way have to come in when the desk stops. */
  drainMs: 9_000,
  /** Milliseconds after which a file that a crash left in the folder for unfinished mails is nobody's. */
  leftoverMs: 24 * 3_600_000,
  /** Days for which the desk's own certificate is good, and how many before its end it is made anew. */
  certificateDays: 3650,
  certificateRenewalDays: 30,
} as const
