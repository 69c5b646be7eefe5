// How much does the intake take at once? Limits that no administrator needs to change, each with its reason.

export const limits = {
  /** Bytes of a mail that is held whole, in one row and in memory, and read without a thread: most mails. */
  smallBytes: 256 * 1024,
  /** Bytes of one piece of a bigger mail. Pieces that fit the young generation of the heap cost no memory beyond it. */
  chunkBytes: 48 * 1024,
  /** Mails of one commit: enough to share the flush, few enough that none waits for long. */
  batchMails: 32,
  /** Bytes of one commit; a full batch of large mails would hold the others up. */
  batchBytes: 4 * 1024 * 1024,
  /** Mails read from the database with one query: each brings up to `smallBytes` along. */
  loadedTogether: 32,
  /** New mails to one project that become tickets in one transaction; all of them wait for the last. */
  decidedTogether: 32,
  /** Bytes of a big mail in which its header is looked for. */
  headerBytes: 1024 * 1024,
  /** Milliseconds a thread may read one mail. Honest 25 MB take under a second. */
  readingMs: 60_000,
  /** Megabytes of JavaScript objects in that thread; bytes of the mail itself lie outside. */
  readingHeapMb: 96,
  /** Of these, for objects that are soon forgotten; more would only put off forgetting them. */
  readingYoungMb: 4,
  /** Milliseconds after which an idle thread ends, and its memory with it. */
  readingIdleMs: 5_000,
  /** Times a mail that kills or hangs its reader is tried before it is held. */
  readings: 3,
  /** Big mails that people wait to look at; each holds a connection and, in its turn, the memory of its bytes. */
  looks: 8,
  /** Tries of a mail that fails for another reason; with exp(attempt) seconds between them about three hours. */
  tries: 10,
  /** Milliseconds for which an address that was found is not looked up again; its project is checked anew by the job. */
  addressMs: 5_000,
  /** Addresses remembered. */
  addresses: 10_000,
  /** Milliseconds for which the number of mails to a project is not counted again. */
  projectCountMs: 2_000,
  /** Same sender, same words: so many mails … */
  sameWords: 3,
  /** … in so many minutes are a machine's (SPEC §4.6). */
  sameWordsMinutes: 10,
  /** Octets of a Message-ID that is kept: a line has 998 at most (RFC 5322 §2.1.1), and an index entry 2,700. */
  messageIdBytes: 998,
  /** Characters of a title. */
  titleLength: 255,
  /** Characters of one inbox column that came from outside. */
  columnLength: 1_000,
  /** Addresses of one mail that are remembered as having taken part. */
  threadAddresses: 100,
} as const
