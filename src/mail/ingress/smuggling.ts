// Does a mail hold something that another server takes for its end? (SMTP smuggling, CVE-2023-51764 and others)

const CR = 13
const LF = 10
const DOT = 46

/** Bytes that decide over a dot: two before it, itself, two behind. */
const context = 4

/**
 * Only CRLF.CRLF ends a mail (RFC 5321 §4.1.1.4, §2.3.8), and here nothing else does. A line with a lone dot between bare
 * CRs or LFs is the mark of somebody who hopes that one server on the way thinks otherwise. Other bare line ends are
 * just sloppy, and are taken as they come.
 */
export function watchForSmuggling(): { look(chunk: Uint8Array): void; found(): boolean } {
  let found = false
  // The line end of the DATA command stands before the mail.
  let tail = Buffer.from('\r\n')
  return {
    look(chunk) {
      if (found) return
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      // Where two chunks meet is looked at apart, so that none has to be copied for it.
      const seam = Buffer.concat([tail, bytes.subarray(0, context)])
      found = hasLoneDot(seam) || hasLoneDot(bytes)
      tail = bytes.length >= context ? Buffer.from(bytes.subarray(-context)) : seam.subarray(-context)
    },
    found: () => found,
  }
}

function hasLoneDot(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(DOT, 1); at !== -1; at = bytes.indexOf(DOT, at + 1))
    if (isLoneDot(bytes, at)) return true
  return false
}

/** Whether the dot stands alone in a line of which not both ends are CRLF; what is cut off is no evidence. */
function isLoneDot(bytes: Buffer, at: number): boolean {
  const [beforeThat, before, after, afterThat] = [bytes[at - 2], bytes[at - 1], bytes[at + 1], bytes[at + 2]]
  if ((before !== CR && before !== LF) || (after !== CR && after !== LF)) return false
  if (before === LF && beforeThat === undefined) return false
  if (after === CR && afterThat === undefined) return false
  const proper = before === LF && beforeThat === CR && after === CR && afterThat === LF
  return !proper
}
