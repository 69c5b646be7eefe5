// Which bytes are text, and where do lines end?

export const LF = 10
export const CR = 13

/** A view, never a copy, so that a 25 MB mail is held once. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * Mails of old Macs end lines with a bare CR. Where a mail has no LF at all they are its line ends; elsewhere a
 * bare CR is no line end (RFC 5322 §2.2), since header fields could be smuggled with it.
 */
export function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(LF) || !raw.includes(CR)) return raw
  const copy = Buffer.from(raw)
  for (let at = copy.indexOf(CR); at !== -1; at = copy.indexOf(CR, at + 1)) copy[at] = LF
  return copy
}

/** Without NUL (PostgreSQL text refuses it), other controls but tab and line end, and lone surrogates. */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const lines = text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f\ufeff]/g, '')
  return lines.isWellFormed() ? lines : lines.replace(/\p{Surrogate}/gu, '')
}

/** One line for subjects, names and headers: every run of controls and blanks becomes one space. */
export function cleanLine(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim()
  return line.isWellFormed() ? line : line.replace(/\p{Surrogate}/gu, '')
}
