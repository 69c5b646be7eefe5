// Can this be somebody's address outside?

/** Octets of a path without its angle brackets (RFC 5321 §4.5.3.1.3, erratum 1690). */
const maxOctets = 254

/**
 * Whether `address` is worth a mail: one unquoted `@`, a domain with a dot, no blanks, brackets or control characters.
 * What exactly a mailbox may be called is its own host's business.
 */
export function isAddress(address: string): boolean {
  return (
    Buffer.byteLength(address) <= maxOctets &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
    /^[^\s@<>(),;:\\"[\]\u0000-\u001f\u007f]+@[^\s@<>(),;:\\"[\]\u0000-\u001f\u007f]+\.[^\s@<>(),;:\\"[\].\u0000-\u001f\u007f]+$/u.test(
      address,
    )
  )
}
