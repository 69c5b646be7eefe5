// How much of one mail is read? Each limit, once, with what it stops.

/**
 * Past a limit a mail is still read as far as the limit goes, and `defects` says so; the whole stays in the raw
 * bytes. Only `messageBytes` refuses (ParseFailure), because reading would cost memory that others need.
 */
export const limits = {
  /** Twice what ingress takes by default (25 MB) and Base64 adds: beyond it no honest mail. */
  messageBytes: 128 * 1024 * 1024,
  /** Header of one part. Honest ones stay under 64 kB; 5 MB headers are sent to exhaust parsers. */
  headerBytes: 1024 * 1024,
  /** Fields of one header; each costs a small object. */
  headerFields: 10_000,
  /** Nodes of the MIME tree; a mail of 20,000 empty parts costs nobody anything but us. */
  parts: 10_000,
  /** Nested multiparts; each level scans its bytes once more. */
  depth: 50,
  /** Mailboxes read from one header line; a mail may name more only to make us work. */
  recipients: 500,
  /** Octets of one address header that are looked at. */
  addressHeaderBytes: 512 * 1024,
  /** Ids read from References; the first and the last ones are kept, the middle names neither thread nor parent. */
  references: 200,
  /** RFC 5322 §2.1.1: a line has at most 998 octets; an id longer than a line is noise. */
  messageIdLength: 998,
  /** Characters of rendered text (SPEC §4.8); more is read by nobody and stays in the raw mail. */
  textLength: 1024 * 1024,
  /** Characters of HTML that are converted; five times what the text may have, since markup outweighs words. */
  htmlLength: 8 * 1024 * 1024,
  /** Characters of a subject or of any other single header shown to people. */
  subjectLength: 10_000,
  /** Characters of a display name. */
  nameLength: 200,
  /** Characters of a file name: what every file system takes in UTF-8 with room for a suffix. */
  fileNameLength: 200,
  /** Quote and list levels that are shown in converted HTML; deeper ones stay at this depth. */
  nesting: 12,
  /** Parameters of one Content-Type, and segments of one RFC 2231 parameter. */
  parameters: 200,
} as const
