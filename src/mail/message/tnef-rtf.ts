// How is the rich text of Outlook unpacked? (MS-OXRTFCP: LZFu, a window of 4096 octets that begins with common words)

const window = 4096
/** "LZFu" and "MELA" (not compressed), in little endian (MS-OXRTFCP 2.1.3.1.1). */
const compressed = 0x75465a4c
const plain = 0x414c454d
const headerBytes = 16
/** Octets that are unpacked at most: rich text is words, files lie elsewhere. */
const mostBytes = 16 * 1024 * 1024

/** What the window holds at the beginning (MS-OXRTFCP 2.1.2.1). */
const known = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
)

/** @returns null if it is no packed rich text; a damaged end is left out */
export function decompressRtf(bytes: Buffer): Buffer | null {
  if (bytes.length < headerBytes) return null
  const type = bytes.readUInt32LE(8)
  if (type === plain) return bytes.subarray(headerBytes, headerBytes + bytes.readUInt32LE(4))
  if (type !== compressed) return null
  const out = Buffer.alloc(Math.min(bytes.readUInt32LE(4), mostBytes))
  return out.subarray(0, unpack(bytes, out))
}

/** @returns octets written */
function unpack(bytes: Buffer, out: Buffer): number {
  const dictionary = Buffer.alloc(window)
  known.copy(dictionary)
  let write = known.length
  let length = 0
  const put = (byte: number) => {
    dictionary[write] = byte
    write = (write + 1) % window
    out[length++] = byte
  }
  let at = headerBytes
  while (at < bytes.length) {
    const control = bytes[at++] ?? 0
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if (length >= out.length) return length
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0)
        continue
      }
      const token = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
      at += 2
      const offset = token >> 4
      // A token that points to where it writes is the end (MS-OXRTFCP 2.2.3).
      if (offset === write) return length
      for (let step = 0; step < (token & 0xf) + 2 && length < out.length; step++)
        put(dictionary[(offset + step) % window] ?? 0)
    }
  }
  return length
}
