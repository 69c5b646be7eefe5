// How long may an IMAP server take, and how much is asked of it at once?

export const limits = {
  /** Milliseconds for DNS, TCP and TLS together. */
  connectMs: 30_000,
  /** Milliseconds until the greeting. */
  greetingMs: 30_000,
  /** Milliseconds for the sign-in: some servers slow down those who mistype. */
  signInMs: 60_000,
  /** Milliseconds without a byte while a command is under way. */
  silenceMs: 120_000,
  /** Milliseconds for a command that moves no mail and looks through none. */
  commandMs: 60_000,
  /** Bytes a second: mails that come together may take their time, but a line slower than this is as good as none. */
  slowestBytes: 16 * 1024,
  /** Milliseconds for a friendly goodbye, and for what is under way when the desk stops. */
  logoutMs: 1_500,
  /** Seconds of IDLE at most: servers end sessions after 30 minutes (RFC 2177 §3). */
  idleSeconds: 29 * 60,
  /** Seconds between two looks where the server does not tell by itself. */
  pollSeconds: 60,
  /** Mails of one batch: enough that round trips do not count, few enough that little is done twice after a crash. */
  batchMails: 100,
  /** Bytes of mails that are fetched together, if the server tells the truth about their sizes. */
  batchBytes: 2 * 1024 * 1024,
  /** Bytes of a mail that is fetched together with others; what is bigger comes in pieces. */
  smallBytes: 256 * 1024,
  /** Bytes of such a piece: each costs a round trip. */
  pieceBytes: 512 * 1024,
  /** Bytes of one answer; a server that sends more is not telling us a mail of `smallBytes`, whatever it said. */
  responseBytes: 64 * 1024 * 1024,
  /** Folders named when one is missing. */
  namedFolders: 20,
} as const
