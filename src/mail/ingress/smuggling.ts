// Does a mail hold something that another server takes for its end? (SMTP smuggling, CVE-2023-51764 and others)

const CR = 13
const LF = 10
const DOT = 46

/** Bytes that decide over a dot at the end of a chunk: two before it, itself, two behind. */
const memory = 4

/**
 * Only CRLF.CRLF ends a mail (RFC 5321 §4.1.1.4, §2.3.8), and here nothing else does. A line with a lone dot between bare
 * CRs or LFs is the mark of somebody who hopes that one server on the way thinks otherwise. Other bare line ends are
 * just sloppy, and are taken as they come.
 */
export function watchForSmuggling(): { look(chunk: Uint8Array): void; found(): boolean } {
  let found = false
  let tail = Buffer.alloc(0)
  return {
    look(chunk) {
      if (found) return
      const bytes = Buffer.concat([tail, chunk])
      for (let at = bytes.indexOf(DOT, 1); at !== -1 && !found; at = bytes.indexOf(DOT, at + 1))
        found = isLoneDot(bytes, at)
      tail = bytes.subarray(-memory)
    },
    found: () => found,
  }
}

/** Whether the dot stands alone in a line of which not both ends are CRLF. */
function isLoneDot(bytes: Buffer, at: number): boolean {
  const [beforeThat, before, after, afterThat] = [bytes[at - 2], bytes[at - 1], bytes[at + 1], bytes[at + 2]]
  if ((before !== CR && before !== LF) || (after !== CR && after !== LF)) return false
  // The byte behind a CR decides; it comes with the next chunk.
  if (after === CR && afterThat === undefined) return false
  const proper = before === LF && beforeThat === CR && after === CR && afterThat === LF
  return !proper
}
